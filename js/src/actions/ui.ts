/** What a user does to this page alone: selection, filter, focus, dialogs, notices, links. */
import type { FilterKind } from "../state/filter";
import { dismiss } from "../state/notices";
import * as changes from "../state/reducer";
import { CURRENT_VIEW, type DialogName, type PageState } from "../state/state";
import * as storage from "../state/storage";
import { pageAddress } from "../state/url";
import { type ActionContext, showNotice } from "./context";

export interface UiActions {
  select(names: readonly string[]): void;
  filter(text: string, kind?: FilterKind): void;
  setWidth(containerWidth: number): void;
  focus(win: string | null): void;
  /** Shows one pane over the whole page, or none. */
  showFullScreen(win: string | null): void;
  open(dialog: DialogName | null): void;
  showNotice(text: string): void;
  /** Copies the full address of this page, or of one of its windows. */
  copyLink(win?: string): Promise<void>;
  /** Ends the login of this browser; the page then asks for another one. */
  logOut(): Promise<void>;
  dismiss(notice: number): void;
}

export function uiActions(context: ActionContext): UiActions {
  const { store } = context;
  return {
    select(names) {
      storage.storeSelection(names);
      store.change((state) => changes.select(state, names));
      context.requestEnvironment();
    },
    filter(text, kind = store.get().filterKind) {
      storage.storeFilter(text, kind);
      store.change((state) => changes.setFilter(state, text, kind));
    },
    setWidth: (containerWidth) => store.change((state) => changes.setWidth(state, containerWidth)),
    focus: (win) => store.change((state) => changes.focus(state, win)),
    showFullScreen: (win) => store.change((state) => changes.setFullScreen(state, win)),
    open: (dialog) => store.change((state) => ({ ...state, dialog })),
    showNotice: (text) => showNotice(context, text),
    async copyLink(win) {
      const state = store.get();
      const address = addressOf({ ...state, fullScreen: win ?? state.fullScreen }, context.baseUrl);
      const link = new URL(address, location.href).href;
      showNotice(context, (await copyText(link)) ? "The link is on the clipboard." : link);
    },
    async logOut() {
      try {
        const answer = await fetch(`${context.baseUrl}/logout`, { method: "POST" });
        if (answer.ok) return location.reload();
        showNotice(context, `Not logged out: ${await answer.text()}`);
      } catch {
        showNotice(context, "Not logged out: the server does not answer.");
      }
    },
    dismiss: (notice) => store.change((state) => dismiss(state, notice)),
  };
}

/** The address that opens a page in this state. */
export function addressOf({ selected, view, fullScreen }: PageState, baseUrl: string): string {
  const named = view === CURRENT_VIEW ? null : view;
  return pageAddress(baseUrl, { environments: selected, view: named, win: fullScreen });
}

/** Copies text to the clipboard. Pages over plain http have no `navigator.clipboard` and use the fallback. */
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
