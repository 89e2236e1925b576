/** The points of a trace grow in place: all versions of a window share them, so that one more costs the same always. */

/** The members of a trace that hold its points. */
export const POINTS = ["x", "y"] as const;

/** Whether `value` at the end of the list called `name` is a point more. Lists that change otherwise become others. */
export function growsInPlace(name: string | undefined, value: unknown): boolean {
  return POINTS.some((each) => each === name) && (typeof value !== "object" || value === null);
}
