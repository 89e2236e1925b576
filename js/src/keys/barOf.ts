/** The title bar of a window in the document. */

export function barOf(win: string | undefined): HTMLElement | null {
  if (win === undefined) return null;
  return document.querySelector<HTMLElement>(`.window[data-window="${CSS.escape(win)}"] > .bar`);
}
