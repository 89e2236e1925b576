/** One visit of the page: joins the store with the server, and offers everything that the person can do. */
import { arrangeByHand, type Remembered } from "./core/arrange";
import * as changes from "./core/changes";
import { receive } from "./core/receive";
import { COMPLETE, isComparison, type PageState } from "./core/state";
import type { Store } from "./core/store";
import { environmentPath } from "./core/url";
import * as memory from "./memory";
import type { FromBrowser, GridItem, ToBrowser } from "./protocol.gen";
import { inBatches } from "./transport/batches";
import { createConnection } from "./transport/connection";
import type { OpenTransport } from "./transport/transport";

/** A page that is out of step asks again at most this often, however fast the changes come. */
const RESYNC_PAUSE_MS = 1000;

export interface Actions {
  /** Connects when offline, disconnects when online. */
  toggleLink(): void;
  select(names: readonly string[]): void;
  filter(text: string): void;
  setWidth(containerWidth: number): void;
  focus(win: string | null): void;
  close(win: string): void;
  arrange(items: readonly GridItem[]): void;
  resized(item: GridItem): void;
}

export function startSession(store: Store<PageState>, open: OpenTransport, baseUrl: string): Actions {
  let askedAt = -Infinity;
  let resync: ReturnType<typeof setTimeout> | undefined;

  const remembered: Remembered = (win) => {
    const [environment] = store.get().selected;
    return environment === undefined ? undefined : memory.placesOf(environment)(win);
  };

  const handle = inBatches<string>((texts) => {
    const before = store.get();
    const messages = texts.map((text) => JSON.parse(text) as ToBrowser);
    store.change((state) => receive(state, messages, remembered));
    const { session, outOfStep } = store.get();
    if (session !== before.session) ask();
    else if (outOfStep) askSoon();
  });

  const connection = createConnection(open, {
    onText: handle,
    onLink: (link) => store.change((state) => changes.setLink(state, link)),
  });

  /** Has the server send the selected environment, all windows of it. */
  function ask(): void {
    const { session, selected } = store.get();
    clearTimeout(resync);
    resync = undefined;
    if (session === null || selected.length === 0) return;
    askedAt = performance.now();
    store.change(changes.asked);
    const body = JSON.stringify({ sid: session });
    fetch(environmentPath(baseUrl, selected), { method: "POST", body }).then(
      (answer) => {
        if (!answer.ok) store.change((state) => ({ ...state, answer: COMPLETE }));
      },
      () => {}, // the connection is lost as well, and is made again
    );
  }

  function askSoon(): void {
    resync ??= setTimeout(ask, Math.max(0, askedAt + RESYNC_PAUSE_MS - performance.now()));
  }

  function send(command: FromBrowser): void {
    connection.send(JSON.stringify(command));
  }

  /** The one environment that changes go to; a comparison and a read-only page are only looked at. */
  function writable(): string | undefined {
    const state = store.get();
    return state.readonly || isComparison(state) ? undefined : state.selected[0];
  }

  memory.rememberPlaces(store);
  connection.connect();
  window.addEventListener("online", () => {
    if (store.get().link === "waiting") connection.connect();
  });

  return {
    toggleLink: () => (store.get().link === "online" ? connection.disconnect() : connection.connect()),
    select: (names) => {
      memory.rememberSelection(names);
      store.change((state) => changes.select(state, names));
      ask();
    },
    filter: (text) => {
      memory.rememberFilter(text);
      store.change((state) => changes.setFilter(state, text));
    },
    setWidth: (containerWidth) => store.change((state) => changes.setWidth(state, containerWidth)),
    focus: (win) => store.change((state) => changes.focus(state, win)),
    close: (win) => {
      const environment = writable();
      if (environment === undefined || store.get().link !== "online") return;
      memory.forgetPlace(environment, win);
      store.change((state) => changes.close(state, win));
      send({ cmd: "close", data: win, eid: environment });
    },
    arrange: (items) => store.change((state) => arrangeByHand(state, items)),
    resized: (item) => {
      const environment = writable();
      if (environment !== undefined) send({ cmd: "layout_item_update", eid: environment, win: item.i, data: item });
    },
  };
}
