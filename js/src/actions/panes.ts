/** What a user does to the panes of an environment. */
import type { FromBrowser, GridItem, PaneEvent } from "../protocol.gen";
import { arrangeByHand, growPane, movedItems, movePane, pack, resetPane, titleOf } from "../state/arrange";
import { close } from "../state/reducer";
import { type PageState, writable } from "../state/state";
import * as storage from "../state/storage";
import { type ActionContext, showNotice } from "./context";

export interface PaneActions {
  close(win: string): void;
  closeAll(): void;
  /** Asks the server to restore the window closed last. */
  undo(environment?: string): void;
  arrange(items: readonly GridItem[]): void;
  move(win: string, steps: number): void;
  grow(win: string, columns: number, rows: number): void;
  resetSize(win: string): void;
  repack(): void;
  /** Sends programs an event: what the user did in a pane. */
  forward(win: string, event: Omit<PaneEvent, "target" | "eid">): void;
  /** Asks the server for the previous points of an embeddings window. */
  popEmbeddings(win: string): void;
}

export function paneActions(context: ActionContext): PaneActions {
  const { store } = context;
  const byHand = (change: (state: PageState) => PageState) => {
    store.change(change);
    sendPositions(context);
  };
  return {
    close: (win) => {
      const title = titleOf(store.get().windows.get(win)) || win;
      closeWindows(context, [win], `Closed “${title}”.`, (eid) => ({ cmd: "close", data: win, eid }));
    },
    closeAll: () => {
      const wins = store.get().order;
      closeWindows(context, wins, `Closed ${wins.length} windows.`, (eid) => ({ cmd: "close_all", eid }));
    },
    undo(environment = writable(store.get())) {
      if (environment !== undefined) context.send({ cmd: "undo", eid: environment });
    },
    arrange: (items) => byHand((state) => arrangeByHand(state, items)),
    move: (win, steps) => byHand((state) => movePane(state, win, steps)),
    grow: (win, columns, rows) => byHand((state) => growPane(state, win, columns, rows)),
    resetSize: (win) => byHand((state) => resetPane(state, win)),
    repack: () => store.change(pack),
    forward(win, event) {
      const environment = writable(store.get());
      if (environment === undefined) return;
      context.send({ cmd: "forward_to_vis", data: { target: win, eid: environment, ...event } as PaneEvent });
    },
    popEmbeddings(win) {
      const environment = writable(store.get());
      if (environment === undefined) return;
      const data: PaneEvent = { target: win, eid: environment, event_type: "pop_embeddings_pane", pane_data: false };
      context.send({ cmd: "pop_embeddings_pane", data });
    },
  };
}

function closeWindows(
  context: ActionContext,
  wins: readonly string[],
  unsent: string,
  command: (environment: string) => FromBrowser,
): void {
  const environment = writable(context.store.get());
  if (environment === undefined || wins.length === 0) return;
  context.store.change((state) => close(state, wins));
  for (const win of wins) storage.removePosition(environment, win);
  context.send(command(environment));
  showNotice(context, unsent, environment);
}

/** Sends the positions that the server does not have yet, so that the next page opens with them. */
function sendPositions(context: ActionContext): void {
  const state = context.store.get();
  const environment = writable(state);
  if (environment === undefined || state.filter !== "") return;
  const saved = new Map(Object.entries(state.savedPositions));
  const known = [...state.positions.values()].filter((item) => saved.has(item.i));
  const changed = new Set(movedItems({ ...state, positions: saved }, known));
  const unsent = [...state.positions.values()].filter((item) => !saved.has(item.i) || changed.has(item));
  for (const item of unsent) {
    const data = { ...item, moved: false, static: false };
    context.send({ cmd: "layout_item_update", eid: environment, win: item.i, data });
  }
  const sent = Object.fromEntries(unsent.map((item) => [item.i, item]));
  context.store.change((before) => ({ ...before, savedPositions: { ...before.savedPositions, ...sent } }));
}
