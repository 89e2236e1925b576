/** How long to wait before the next attempt to connect. */

const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/** Doubles with each failed attempt; `chance` (0..1) spreads the pages of a restarted server over time. */
export function retryDelay(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return full * (0.75 + 0.5 * chance);
}
