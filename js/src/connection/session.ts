/** The session of a page at its server: applies messages to the store, sends commands, and resyncs. */
import type { FromBrowser, ToBrowser } from "../protocol.gen";
import { answerOfProxy } from "../state/answers";
import { notify } from "../state/notices";
import * as changes from "../state/reducer";
import type { PageState } from "../state/state";
import * as storage from "../state/storage";
import type { Store } from "../state/store";
import { environmentPath } from "../state/url";
import { inBatches } from "./batches";
import { type Connection, createConnection, type OpenTransport } from "./connection";
import { findOutage } from "./outage";

/** The shortest pause between two requests for the same environment or window. */
const RESYNC_PAUSE_MS = 1000;

/** So many attempts must fail, while the server answers requests, before the page does without a websocket. */
const BLOCKED_ATTEMPTS = 2;
const BLOCKED = "No websocket gets through, so this page polls. A proxy may not pass on the header Upgrade.";

export class Session {
  private readonly connection: Connection;
  private requestedAt = -Infinity;
  private resync: ReturnType<typeof setTimeout> | undefined;
  /** Stale window -> time of the last request for it. */
  private readonly windowRequestedAt = new Map<string, number>();
  private catchUp: ReturnType<typeof setTimeout> | undefined;
  /** Attempts in a row that failed although the server answers requests. */
  private blockedAttempts = 0;

  /** The page connects by `open`, or by `polling` when that is blocked. */
  constructor(
    readonly store: Store<PageState>,
    readonly baseUrl: string,
    open: OpenTransport,
    polling: OpenTransport,
  ) {
    this.connection = createConnection((listener) => (this.isBlocked() ? polling : open)(listener), {
      onText: inBatches<string>((texts) => this.receive(texts)),
      onLink: (link) => store.change((state) => changes.setLink(state, link)),
      onFailed: () => void this.explain(open !== polling),
    });
  }

  private isBlocked(): boolean {
    return this.blockedAttempts >= BLOCKED_ATTEMPTS;
  }

  /** Shows why no connection opens. */
  private async explain(canPollInstead: boolean): Promise<void> {
    const outage = await findOutage(this.baseUrl);
    if (this.store.get().link === "online") return;
    this.blockedAttempts = outage === "" ? this.blockedAttempts + 1 : 0;
    this.store.change((state) => changes.setOutage(state, outage || null));
    if (canPollInstead && this.blockedAttempts === BLOCKED_ATTEMPTS) this.store.change((state) => notify(state, BLOCKED));
  }

  start(): void {
    storage.storePositions(this.store);
    this.connection.connect();
  }

  toggleLink(): void {
    if (this.store.get().link === "online") this.connection.disconnect();
    else this.connection.connect();
  }

  /** Skips the pause before the next attempt to connect. */
  retry(): void {
    if (this.store.get().link === "waiting") this.connection.connect();
  }

  send(command: FromBrowser): void {
    this.connection.send(JSON.stringify(command));
  }

  requestEnvironment(): void {
    const { session, selected } = this.store.get();
    clearTimeout(this.resync);
    this.resync = undefined;
    if (session === null || selected.length === 0) return;
    this.requestedAt = performance.now();
    this.store.change(changes.requested);
    const body = JSON.stringify({ sid: session });
    fetch(environmentPath(this.baseUrl, selected), { method: "POST", body }).then(
      async (answer) => {
        if (!answer.ok) this.refused(answerOfProxy(answer) ?? (await answer.text()));
      },
      () => {}, // the connection is lost too, and the session requests again after reconnecting
    );
  }

  private refused(reason: string): void {
    const { selected } = this.store.get();
    const text = reason || `The server does not show ${selected.join(" + ")}.`;
    this.store.change((state) => notify(changes.refused(state), text));
  }

  private receive(texts: readonly string[]): void {
    const before = this.store.get();
    const messages = texts.map((text) => JSON.parse(text) as ToBrowser);
    this.store.change((state) => changes.receive(state, messages, this.stored));
    const { session, outOfSync, staleWindows } = this.store.get();
    if (session !== before.session) this.greeted();
    else if (outOfSync) this.resyncSoon();
    else if (staleWindows.size > 0) this.requestStale();
  }

  private greeted(): void {
    if (!this.isBlocked()) this.blockedAttempts = 0;
    this.requestEnvironment();
  }

  private readonly stored = (win: string) => {
    const [environment] = this.store.get().selected;
    return environment === undefined ? undefined : storage.storedPosition(environment, win);
  };

  /** Requests the stale windows whose pause is over, and schedules the others. */
  private requestStale(): void {
    clearTimeout(this.catchUp);
    const { staleWindows, selected, session } = this.store.get();
    if (session === null) return;
    const now = performance.now();
    const isDue = (win: string) => now - (this.windowRequestedAt.get(win) ?? -Infinity) >= RESYNC_PAUSE_MS;
    const due = new Set([...staleWindows].filter(isDue));
    for (const win of due) {
      this.windowRequestedAt.set(win, now);
      this.send({ cmd: "send_window", eid: selected.join("+"), win });
    }
    if (due.size < staleWindows.size) this.catchUp = setTimeout(() => this.requestStale(), RESYNC_PAUSE_MS);
    if (due.size > 0) this.store.change((state) => changes.windowsRequested(state, due));
  }

  private resyncSoon(): void {
    const pause = Math.max(0, this.requestedAt + RESYNC_PAUSE_MS - performance.now());
    this.resync ??= setTimeout(() => this.requestEnvironment(), pause);
  }
}
