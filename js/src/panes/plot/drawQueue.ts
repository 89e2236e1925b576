/** Draws what has changed a few at a time, so that the page answers the person however many plots receive data. */

const FRAME_BUDGET_MS = 10;

const waiting = new Map<object, () => void>();
let frame = 0;

/** Has `draw` called in one of the next frames, unless the same owner comes with a newer one before. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
}

export function drawNoMore(owner: object): void {
  waiting.delete(owner);
}

/** At least one per frame; whoever waits longest comes first. A hidden page has no frames and draws nothing. */
function drawSome(): void {
  const end = performance.now() + FRAME_BUDGET_MS;
  frame = 0;
  for (const [owner, draw] of waiting) {
    waiting.delete(owner);
    draw();
    if (performance.now() > end) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(drawSome);
}
