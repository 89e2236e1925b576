/** What the person does to see something: it changes this page alone. */
import * as changes from "../core/changes";
import type { FilterKind } from "../core/filter";
import { dismiss } from "../core/notices";
import type { DialogName } from "../core/state";
import * as memory from "../memory";
import { type Desk, tell } from "./desk";

export interface LookingActions {
  select(names: readonly string[]): void;
  filter(text: string, kind?: FilterKind): void;
  setWidth(containerWidth: number): void;
  focus(win: string | null): void;
  /** Lets one pane cover the page, or none. */
  showFullScreen(win: string | null): void;
  open(dialog: DialogName | null): void;
  tell(text: string): void;
  dismiss(notice: number): void;
}

export function lookingActions(desk: Desk): LookingActions {
  const { store } = desk;
  return {
    select(names) {
      memory.rememberSelection(names);
      store.change((state) => changes.select(state, names));
      desk.ask();
    },
    filter(text, kind = store.get().filterKind) {
      memory.rememberFilter(text, kind);
      store.change((state) => changes.setFilter(state, text, kind));
    },
    setWidth: (containerWidth) => store.change((state) => changes.setWidth(state, containerWidth)),
    focus: (win) => store.change((state) => changes.focus(state, win)),
    showFullScreen: (win) => store.change((state) => changes.setFullScreen(state, win)),
    open: (dialog) => store.change((state) => ({ ...state, dialog })),
    tell: (text) => tell(desk, text),
    dismiss: (notice) => store.change((state) => dismiss(state, notice)),
  };
}
