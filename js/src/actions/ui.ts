/** What the person does to see something: it changes this page alone. */
import type { FilterKind } from "../state/filter";
import { dismiss } from "../state/notices";
import * as changes from "../state/reducer";
import { CURRENT_VIEW, type DialogName, type PageState } from "../state/state";
import * as memory from "../state/storage";
import { pageAddress } from "../state/url";
import { type Desk, tell } from "./context";

export interface LookingActions {
  select(names: readonly string[]): void;
  filter(text: string, kind?: FilterKind): void;
  setWidth(containerWidth: number): void;
  focus(win: string | null): void;
  /** Lets one pane cover the page, or none. */
  showFullScreen(win: string | null): void;
  open(dialog: DialogName | null): void;
  tell(text: string): void;
  /** Copies the full address of what is shown, or of one window of it. */
  copyLink(win?: string): Promise<void>;
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
    async copyLink(win) {
      const state = store.get();
      const address = addressOf({ ...state, fullScreen: win ?? state.fullScreen }, desk.baseUrl);
      const link = new URL(address, location.href).href;
      tell(desk, (await copyText(link)) ? "The link is on the clipboard." : link);
    },
    dismiss: (notice) => store.change((state) => dismiss(state, notice)),
  };
}

/** The address of a page that shows this. */
export function addressOf({ selected, view, fullScreen }: PageState, baseUrl: string): string {
  const named = view === CURRENT_VIEW ? null : view;
  return pageAddress(baseUrl, { environments: selected, view: named, win: fullScreen });
}

/** Puts text on the clipboard, also of pages over plain http, where `navigator.clipboard` is missing. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
