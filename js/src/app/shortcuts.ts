/** Keyboard shortcuts of the page, and which key presses go to fields and programs instead. */
import { useEffect } from "react";

import type { PaneKind } from "../panes/frame";
import { kindOf } from "../panes/kinds";
import { hiddenPanes } from "../state/arrange";
import { type Page, usePage } from "../ui/page";
import { originOf } from "../ui/shelter";
import { chooseTheme, chosenTheme, nextTheme } from "../ui/theme";

interface Shortcut {
  /** The `key` of the keyboard event. */
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
  { key: "l", text: "copy a link to what is shown", run: ({ actions }) => void actions.copyLink() },
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

/** The title bar of a window in the document. */
function barOf(win: string | undefined): HTMLElement | null {
  if (win === undefined) return null;
  return document.querySelector<HTMLElement>(`.window[data-window="${CSS.escape(win)}"] > .bar`);
}

/** Keys that would make the browser scroll, search or go back while the user types to a program. */
const TYPED = new Set([" ", "'", "/", "Backspace"]);
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const FIELDS = "input, select, textarea, [contenteditable], audio, video, dialog, [role=dialog], [role=menu]";

/** Dispatches each key press to the focused field, to the programs that listen to a window, or to the shortcuts. */
export function useKeys(): void {
  const page = usePage();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isDialogOpen = page.store.get().dialog !== null;
      if (event.defaultPrevented || isDialogOpen || isOfField(event) || isOfBrowser(event)) return;
      const win = listener(page, event);
      if (win === null || event.key === "Escape") runShortcut(page, event);
      else if (TYPED.has(event.key) || (ARROWS.has(event.key) && !isScrolled(event.target))) event.preventDefault();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      const win = isOfField(event) || isOfBrowser(event) ? null : listener(page, event);
      if (win === null) return;
      const details = { event_type: "KeyPress", key: event.key, key_code: event.keyCode };
      page.actions.forward(win, keysOf(page, win) === "alone" ? { ...details, pane_data: false } : details);
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("keyup", onKeyUp);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("keyup", onKeyUp);
    };
  }, [page]);
}

function runShortcut(page: Page, event: KeyboardEvent): void {
  if (isPress(event)) return;
  const shortcut = SHORTCUTS.find(({ key }) => key === event.key);
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run(page);
}

/** The focused window if its keys go to programs; null while the focus is on a title bar or outside the grid. */
function listener(page: Page, event: KeyboardEvent): string | null {
  const { focused } = page.store.get();
  const target = event.target instanceof Element ? event.target : null;
  if (focused === null || keysOf(page, focused) === undefined) return null;
  if (isPress(event) || event.key === "Tab" || target?.closest(".bar, .navbar-form") != null) return null;
  return focused;
}

/** How the kind of this window sends key presses to programs. */
function keysOf({ store }: Page, win: string): PaneKind["keys"] {
  return kindOf(store.get().windows.get(win)?.type ?? "")?.keys;
}

/** Whether the key activates the focused button or link. */
function isPress(event: KeyboardEvent): boolean {
  return (event.key === "Enter" || event.key === " ") && originOf(event)?.closest("button, a") != null;
}

function isOfField(event: KeyboardEvent): boolean {
  return originOf(event)?.closest(FIELDS) != null;
}

/** Combinations with Ctrl, Meta or Alt belong to the browser, except where AltGr makes a character. */
function isOfBrowser(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
}

/** Whether the arrow keys scroll this element of a window, such as a long text. */
function isScrolled(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(".content") !== null && target.scrollHeight > target.clientHeight;
}
