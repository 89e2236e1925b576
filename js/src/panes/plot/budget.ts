/** What all plots share: the time of the page for drawing, and the graphics card. */

/** When this has passed, no other drawing begins in the same frame. */
const ENOUGH_MS = 5;

const waiting = new Map<object, () => void>();
/** What was drawn before may rest; what is new should be there soon. */
const drawn = new WeakSet<object>();
let frame = 0;
/** Nothing is drawn again before this: at least half of the time belongs to the person and the page. */
let restUntil = 0;

/** Has `draw` called in one of the next frames, unless the same owner comes with a newer one before. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
}

export function drawNoMore(owner: object): void {
  waiting.delete(owner);
  drawn.delete(owner);
}

/** At least one per turn; whoever waits longest comes first. A hidden page has no frames and draws nothing. */
function drawSome(): void {
  const start = performance.now();
  frame = 0;
  for (const [owner, draw] of waiting) {
    if (start < restUntil && drawn.has(owner)) continue;
    waiting.delete(owner);
    drawn.add(owner);
    draw();
    const now = performance.now();
    restUntil = now + (now - start);
    if (now > start + ENOUGH_MS) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(drawSome);
}

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
