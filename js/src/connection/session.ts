/** One visit of the page: joins the store with the server, and offers everything that the person can do. */
import type { FromBrowser, ToBrowser } from "../protocol.gen";
import { notify } from "../state/notices";
import * as changes from "../state/reducer";
import type { PageState } from "../state/state";
import * as memory from "../state/storage";
import type { Store } from "../state/store";
import { environmentPath } from "../state/url";
import { inBatches } from "./batches";
import { type Connection, createConnection, type OpenTransport } from "./connection";

/** What is out of step is asked for again at most this often, however fast the changes come. */
const RESYNC_PAUSE_MS = 1000;

export class Session {
  private readonly connection: Connection;
  private askedAt = -Infinity;
  private resync: ReturnType<typeof setTimeout> | undefined;
  /** When a stray window was asked for last. */
  private readonly askedAloneAt = new Map<string, number>();
  private catchUp: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly store: Store<PageState>,
    readonly baseUrl: string,
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
  }

  /** Connects now if the next attempt is still to come. */
  retry(): void {
    if (this.store.get().link === "waiting") this.connection.connect();
  }

  send(command: FromBrowser): void {
    this.connection.send(JSON.stringify(command));
  }

  ask(): void {
    const { session, selected } = this.store.get();
    clearTimeout(this.resync);
    this.resync = undefined;
    if (session === null || selected.length === 0) return;
    this.askedAt = performance.now();
    this.store.change(changes.requested);
    const body = JSON.stringify({ sid: session });
    fetch(environmentPath(this.baseUrl, selected), { method: "POST", body }).then(
      async (answer) => {
        if (!answer.ok) this.refused(await answer.text());
      },
      () => {}, // the connection is lost as well, and is made again
    );
  }

  private refused(reason: string): void {
    const { selected } = this.store.get();
    const text = reason || `The server does not show ${selected.join(" + ")}.`;
    this.store.change((state) => notify(changes.refused(state), text));
  }

  toggleLink(): void {
    if (this.store.get().link === "online") this.connection.disconnect();
    else this.connection.connect();
  }

  private receive(texts: readonly string[]): void {
    const before = this.store.get();
    const messages = texts.map((text) => JSON.parse(text) as ToBrowser);
    this.store.change((state) => changes.receive(state, messages, this.remembered));
    const { session, outOfStep, strays } = this.store.get();
    if (session !== before.session) this.ask();
    else if (outOfStep) this.askSoon();
    else if (strays.size > 0) this.askForStrays();
  }

  private readonly remembered = (win: string) => {
    const [environment] = this.store.get().selected;
    return environment === undefined ? undefined : memory.rememberedPlace(environment, win);
  };

  /** Asks for those whose turn it is, and comes again for the others. */
  private askForStrays(): void {
    clearTimeout(this.catchUp);
    const { strays, selected, session } = this.store.get();
    if (session === null) return;
    const now = performance.now();
    const due = new Set([...strays].filter((win) => now - (this.askedAloneAt.get(win) ?? -Infinity) >= RESYNC_PAUSE_MS));
    for (const win of due) {
      this.askedAloneAt.set(win, now);
      this.send({ cmd: "send_window", eid: selected.join("+"), win });
    }
    if (due.size < strays.size) this.catchUp = setTimeout(() => this.askForStrays(), RESYNC_PAUSE_MS);
    if (due.size > 0) this.store.change((state) => changes.windowsRequested(state, due));
  }

  private askSoon(): void {
    const pause = Math.max(0, this.askedAt + RESYNC_PAUSE_MS - performance.now());
    this.resync ??= setTimeout(() => this.ask(), pause);
  }
}
