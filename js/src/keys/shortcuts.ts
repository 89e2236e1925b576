/** What single keys do, outside of fields and of windows whose keys go to programs. */
import { copyLink } from "../address";
import { hiddenPanes } from "../core/arrange";
import type { Page } from "../page";
import { chooseTheme, chosenTheme, nextTheme } from "../theme";
import { barOf } from "./barOf";

export interface Shortcut {
  /** As the browser names it. */
  readonly key: string;
  readonly text: string;
  run(page: Page): void;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: "?", text: "show this list", run: ({ actions }) => actions.open("shortcuts") },
  { key: "e", text: "choose environments", run: () => press(".environment-button") },
  { key: "v", text: "choose a view", run: () => press("#viewDropdown") },
  { key: "/", text: "filter the windows by title", run: () => find<HTMLInputElement>("[data-cy=filter]")?.select() },
  { key: "r", text: "pack the windows", run: ({ actions }) => actions.repack() },
  { key: "n", text: "go to the next window", run: (page) => goTo(page, 1) },
  { key: "p", text: "go to the previous window", run: (page) => goTo(page, -1) },
  { key: "f", text: "let the window cover the page, or no longer", run: toggleFullScreen },
  { key: "x", text: "close the window", run: (page) => closeFocused(page) },
  { key: "u", text: "bring back the window closed last", run: ({ actions }) => actions.undo() },
  { key: "l", text: "copy a link to what is shown", run: (page) => void copyLink(page) },
  { key: "t", text: "change the colours: system, light, dark", run: () => chooseTheme(nextTheme(chosenTheme())) },
  { key: "Escape", text: "leave: the full screen, then the window for its title bar, then the title bar", run: leave },
];

function find<Kind extends HTMLElement>(selector: string): Kind | null {
  return document.querySelector<Kind>(selector);
}

function press(selector: string): void {
  find(selector)?.click();
}

function goTo({ store }: Page, steps: number): void {
  const state = store.get();
  const hidden = new Set(hiddenPanes(state));
  const shown = state.order.filter((id) => !hidden.has(id));
  const from = state.focused === null ? -1 : shown.indexOf(state.focused);
  const target = from === -1 && steps < 0 ? shown.length - 1 : (from + steps + shown.length) % shown.length;
  barOf(shown[target])?.focus();
}

function toggleFullScreen({ store, actions }: Page): void {
  const { fullScreen, focused } = store.get();
  actions.showFullScreen(fullScreen === null ? focused : null);
}

function closeFocused({ store, actions }: Page): void {
  const { focused, order } = store.get();
  if (focused === null) return;
  const next = order[order.indexOf(focused) + 1];
  actions.close(focused);
  barOf(next)?.focus();
}

function leave({ store, actions }: Page): void {
  const { focused, fullScreen } = store.get();
  const bar = barOf(focused ?? undefined);
  if (fullScreen !== null) {
    actions.showFullScreen(null);
    return bar?.focus();
  }
  if (bar?.contains(document.activeElement) === false) return bar.focus();
  actions.focus(null);
  return (document.activeElement as HTMLElement | null)?.blur();
}
