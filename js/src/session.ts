/** One visit of the page: joins the store with the server, and offers everything that the person can do. */
import { arrangeByHand } from "./core/arrange";
import * as changes from "./core/changes";
import { receive } from "./core/receive";
import { isComparison, type PageState } from "./core/state";
import type { Store } from "./core/store";
import { environmentPath } from "./core/url";
import * as memory from "./memory";
import type { FromBrowser, GridItem, ToBrowser } from "./protocol.gen";
import { inBatches } from "./transport/batches";
import { type Connection, createConnection } from "./transport/connection";
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

/** Its actions are handed to components one by one, so each is bound to its session. */
export class Session implements Actions {
  private readonly connection: Connection;
  private askedAt = -Infinity;
  private resync: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<PageState>,
    private readonly baseUrl: string,
    open: OpenTransport,
  ) {
    this.connection = createConnection(open, {
      onText: inBatches<string>((texts) => this.receive(texts)),
      onLink: (link) => store.change((state) => changes.setLink(state, link)),
    });
  }

  start(): void {
    memory.rememberPlaces(this.store);
    this.connection.connect();
    window.addEventListener("online", () => {
      if (this.store.get().link === "waiting") this.connection.connect();
    });
  }

  readonly toggleLink = () => {
    if (this.store.get().link === "online") this.connection.disconnect();
    else this.connection.connect();
  };

  readonly select = (names: readonly string[]) => {
    memory.rememberSelection(names);
    this.store.change((state) => changes.select(state, names));
    this.ask();
  };

  readonly filter = (text: string) => {
    memory.rememberFilter(text);
    this.store.change((state) => changes.setFilter(state, text));
  };

  readonly setWidth = (containerWidth: number) => {
    this.store.change((state) => changes.setWidth(state, containerWidth));
  };

  readonly focus = (win: string | null) => this.store.change((state) => changes.focus(state, win));

  readonly close = (win: string) => {
    const environment = this.writable();
    if (environment === undefined || this.store.get().link !== "online") return;
    memory.forgetPlace(environment, win);
    this.store.change((state) => changes.close(state, win));
    this.send({ cmd: "close", data: win, eid: environment });
  };

  readonly arrange = (items: readonly GridItem[]) => this.store.change((state) => arrangeByHand(state, items));

  readonly resized = (item: GridItem) => {
    const environment = this.writable();
    if (environment !== undefined) this.send({ cmd: "layout_item_update", eid: environment, win: item.i, data: item });
  };

  private receive(texts: readonly string[]): void {
    const before = this.store.get();
    const messages = texts.map((text) => JSON.parse(text) as ToBrowser);
    this.store.change((state) => receive(state, messages, this.remembered));
    const { session, outOfStep } = this.store.get();
    if (session !== before.session) this.ask();
    else if (outOfStep) this.askSoon();
  }

  private readonly remembered = (win: string) => {
    const [environment] = this.store.get().selected;
    return environment === undefined ? undefined : memory.rememberedPlace(environment, win);
  };

  /** Has the server send the selected environment, all windows of it. */
  private ask(): void {
    const { session, selected } = this.store.get();
    clearTimeout(this.resync);
    this.resync = undefined;
    if (session === null || selected.length === 0) return;
    this.askedAt = performance.now();
    this.store.change(changes.asked);
    const body = JSON.stringify({ sid: session });
    fetch(environmentPath(this.baseUrl, selected), { method: "POST", body }).then(
      (answer) => {
        if (!answer.ok) this.store.change(changes.refused);
      },
      () => {}, // the connection is lost as well, and is made again
    );
  }

  private askSoon(): void {
    const pause = Math.max(0, this.askedAt + RESYNC_PAUSE_MS - performance.now());
    this.resync ??= setTimeout(() => this.ask(), pause);
  }

  private send(command: FromBrowser): void {
    this.connection.send(JSON.stringify(command));
  }

  /** The one environment that changes go to; a comparison and a read-only page are only looked at. */
  private writable(): string | undefined {
    const state = this.store.get();
    return state.readonly || isComparison(state) ? undefined : state.selected[0];
  }
}
