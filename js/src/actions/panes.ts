/** What the person does to the panes of an environment. */
import type { FromBrowser, GridItem, PaneEvent } from "../protocol.gen";
import { arrangeByHand, growPane, movedItems, movePane, pack, resetPane, titleOf } from "../state/arrange";
import { close } from "../state/reducer";
import { type PageState, writable } from "../state/state";
import * as memory from "../state/storage";
import { type Desk, tell } from "./context";

export interface PaneActions {
  close(win: string): void;
  closeAll(): void;
  /** Has the server bring back what was closed last. */
  undo(environment?: string): void;
  arrange(items: readonly GridItem[]): void;
  move(win: string, steps: number): void;
  grow(win: string, columns: number, rows: number): void;
  resetSize(win: string): void;
  repack(): void;
  /** Tells the programs what the person did in a pane. */
  forward(win: string, event: Omit<PaneEvent, "target" | "eid">): void;
  /** Has the server go back to the points that an embeddings window showed before. */
  popEmbeddings(win: string): void;
}

export function paneActions(desk: Desk): PaneActions {
  const { store } = desk;
  const byHand = (change: (state: PageState) => PageState) => {
    store.change(change);
    sendPlaces(desk);
  };
  return {
    close: (win) => {
      const title = titleOf(store.get().windows.get(win)) || win;
      closeWindows(desk, [win], `Closed “${title}”.`, (eid) => ({ cmd: "close", data: win, eid }));
    },
    closeAll: () => {
      const wins = store.get().order;
      closeWindows(desk, wins, `Closed ${wins.length} windows.`, (eid) => ({ cmd: "close_all", eid }));
    },
    undo(environment = writable(store.get())) {
      if (environment !== undefined) desk.send({ cmd: "undo", eid: environment });
    },
    arrange: (items) => byHand((state) => arrangeByHand(state, items)),
    move: (win, steps) => byHand((state) => movePane(state, win, steps)),
    grow: (win, columns, rows) => byHand((state) => growPane(state, win, columns, rows)),
    resetSize: (win) => byHand((state) => resetPane(state, win)),
    repack: () => store.change(pack),
    forward(win, event) {
      const environment = writable(store.get());
      if (environment === undefined) return;
      desk.send({ cmd: "forward_to_vis", data: { target: win, eid: environment, ...event } as PaneEvent });
    },
    popEmbeddings(win) {
      const environment = writable(store.get());
      if (environment === undefined) return;
      const data: PaneEvent = { target: win, eid: environment, event_type: "pop_embeddings_pane", pane_data: false };
      desk.send({ cmd: "pop_embeddings_pane", data });
    },
  };
}

function closeWindows(
  desk: Desk,
  wins: readonly string[],
  news: string,
  command: (environment: string) => FromBrowser,
): void {
  const environment = writable(desk.store.get());
  if (environment === undefined || wins.length === 0) return;
  desk.store.change((state) => close(state, wins));
  for (const win of wins) memory.forgetPlace(environment, win);
  desk.send(command(environment));
  tell(desk, news, environment);
}

/** Tells the server where the panes are now, as far as it does not know, so that the next visit finds them there. */
function sendPlaces(desk: Desk): void {
  const state = desk.store.get();
  const environment = writable(state);
  if (environment === undefined || state.filter !== "") return;
  const saved = new Map(Object.entries(state.savedPlaces));
  const known = [...state.places.values()].filter((item) => saved.has(item.i));
  const changed = new Set(movedItems({ ...state, places: saved }, known));
  const news = [...state.places.values()].filter((item) => !saved.has(item.i) || changed.has(item));
  for (const item of news) {
    const data = { ...item, moved: false, static: false };
    desk.send({ cmd: "layout_item_update", eid: environment, win: item.i, data });
  }
  const told = Object.fromEntries(news.map((item) => [item.i, item]));
  desk.store.change((before) => ({ ...before, savedPlaces: { ...before.savedPlaces, ...told } }));
}
