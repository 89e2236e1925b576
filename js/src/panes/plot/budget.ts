/** What all plots share: the time of the page for drawing, and the graphics card. */

/** The time after which a frame starts no further draw. */
const ENOUGH_MS = 5;

const waiting = new Map<object, () => void>();
/** Plots drawn before; their redraws may wait, first draws may not. */
const drawn = new WeakSet<object>();
let frame = 0;
/** No redraw starts before this time: at least half of the time is left for input. */
let restUntil = 0;

/** Calls `draw` in one of the next frames; a newer draw of the same owner replaces it. */
export function scheduleDraw(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (frame === 0) frame = requestAnimationFrame(drawNext);
}

/** Forgets the scheduled draw of an owner. */
export function cancelDraw(owner: object): void {
  waiting.delete(owner);
  drawn.delete(owner);
}

/** Runs at least one draw per frame, the oldest first. A hidden page has no frames and draws nothing. */
function drawNext(): void {
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
  if (waiting.size > 0) frame = requestAnimationFrame(drawNext);
}

const MOST_PLOTS = 4;

const owners = new Set<object>();
let fast: boolean | undefined;

/** Reserves WebGL for this plot; false when none is left. */
export function claimWebgl(owner: object): boolean {
  fast ??= hasFastWebgl();
  if (fast && owners.size < MOST_PLOTS) owners.add(owner);
  return owners.has(owner);
}

/** Returns the WebGL contexts of a plot. */
export function releaseWebgl(owner: object): void {
  owners.delete(owner);
}

/** Without a graphics card, thinned lines draw faster as SVG than with software WebGL. */
function hasFastWebgl(): boolean {
  const context = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
