/** Brings each key to whom it belongs: the field with the focus, the programs that listen to a window, or the page. */
import { useEffect } from "react";

import { type Page, usePage } from "../page";
import { SHORTCUTS } from "./shortcuts";

/** The kinds of windows whose keys programs hear. */
const HEARD = new Set(["text", "image", "image_history", "embeddings"]);
/** Keys by which a browser scrolls, searches or goes back while a program is typed to. */
const TYPED = new Set([" ", "'", "/", "Backspace"]);
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const FIELDS = "input, select, textarea, [contenteditable], audio, video, dialog, [role=dialog], [role=menu]";

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
      const isShort = page.store.get().windows.get(win)?.type === "embeddings";
      const details = { event_type: "KeyPress", key: event.key, key_code: event.keyCode };
      page.actions.forward(win, isShort ? { ...details, pane_data: false } : details);
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

/** The focused window, if programs hear its keys: not while the focus is on its title bar, nor outside of the grid. */
function listener({ store }: Page, event: KeyboardEvent): string | null {
  const { focused, windows } = store.get();
  const target = event.target instanceof Element ? event.target : null;
  if (focused === null || !HEARD.has(windows.get(focused)?.type ?? "")) return null;
  if (isPress(event) || event.key === "Tab" || target?.closest(".bar, .navbar-form") != null) return null;
  return focused;
}

/** Keys that press the button or link with the focus. */
function isPress({ key, target }: KeyboardEvent): boolean {
  return (key === "Enter" || key === " ") && target instanceof Element && target.closest("button, a") !== null;
}

function isOfField({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null;
}

/** What is pressed together with Ctrl, Alt or the like is for the browser, unless that makes a character. */
function isOfBrowser(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
}

/** Whether an element inside of a window is scrolled by the arrow keys, as a long text is. */
function isScrolled(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(".content") !== null && target.scrollHeight > target.clientHeight;
}
