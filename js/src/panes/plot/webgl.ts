/** Lends the graphics card to few plots at a time: a browser gives a page sixteen of its contexts, Plotly takes three each. */

const MOST_PLOTS = 4;

const owners = new Set<object>();
let fast: boolean | undefined;

/** Whether this plot may draw by the graphics card from now on. */
export function claimWebgl(owner: object): boolean {
  fast ??= hasFastWebgl();
  if (fast && owners.size < MOST_PLOTS) owners.add(owner);
  return owners.has(owner);
}

export function releaseWebgl(owner: object): void {
  owners.delete(owner);
}

/** Where the processor would have to stand in for the card, it draws thinned lines faster as SVG. */
function hasFastWebgl(): boolean {
  const context = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
