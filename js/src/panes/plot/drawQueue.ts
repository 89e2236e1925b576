/** Draws what has changed a few at a time, so that the page answers the person however many plots receive data. */

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
