/** Batches messages: once per frame, or once a second while the page is hidden. */

const HIDDEN_PAUSE_MS = 1000;
/** Browsers suspend timers of hidden pages for up to a minute; a batch of this size does not wait for one. */
const MOST_WAITING = 2000;

export function inBatches<Item>(handle: (items: Item[]) => void): (item: Item) => void {
  let waiting: Item[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const items = waiting;
    waiting = [];
    if (items.length > 0) handle(items);
  };
  return (item) => {
    waiting.push(item);
    if (waiting.length >= MOST_WAITING) return flush();
    if (waiting.length > 1) return;
    // The first of the two wins: a hidden page gets no frames.
    frame = requestAnimationFrame(flush);
    timer = setTimeout(flush, HIDDEN_PAUSE_MS);
  };
}
