/** Finds out whether a plot only got more points, so that they can be handed to Plotly alone. */
import { POINTS } from "./growing";
import { isMembers, type Members } from "./plotlyCompat";

/** The points that a trace got: the same number in each of its lists. */
export interface Growth {
  readonly trace: number;
  readonly points: Readonly<Partial<Record<(typeof POINTS)[number], readonly unknown[]>>>;
  readonly count: number;
}

/**
 * What the traces of `after` have more than what was drawn of `before`, in lists of its own; null when anything else
 * differs.
 */
export function growthOf(before: unknown, after: unknown, drawn: readonly Members[]): Growth[] | null {
  if (!isMembers(before) || !isMembers(after) || !sameApartFrom(before, after, ["data"])) return null;
  const [old, data] = [before.data, after.data];
  if (!Array.isArray(old) || !Array.isArray(data) || old.length !== data.length) return null;
  const growths: Growth[] = [];
  for (const [trace, members] of data.entries()) {
    if (members === old[trace]) continue;
    const growth = growthOfTrace(trace, old[trace], members, drawn[trace]);
    if (growth === null) return null;
    if (growth.count > 0) growths.push(growth);
  }
  return growths;
}

function growthOfTrace(trace: number, before: unknown, after: unknown, drawn: Members | undefined): Growth | null {
  if (!isMembers(before) || !isMembers(after) || !sameApartFrom(before, after, POINTS)) return null;
  const points: Record<string, readonly unknown[]> = {};
  for (const name of POINTS) {
    const [old, list, shown] = [before[name], after[name], drawn?.[name]];
    if (list === undefined && old === undefined && shown === undefined) continue;
    if (!Array.isArray(list) || list !== old || !Array.isArray(shown) || shown === list) return null;
    points[name] = list.slice(shown.length);
  }
  const counts = new Set(Object.values(points).map((added) => added.length));
  return counts.size === 1 ? { trace, points, count: [...counts][0] ?? 0 } : null;
}

function sameApartFrom(before: Members, after: Members, names: readonly string[]): boolean {
  const [old, now] = [Object.keys(before), Object.keys(after)];
  return old.length === now.length && now.every((name) => names.includes(name) ? name in before : after[name] === before[name]);
}
