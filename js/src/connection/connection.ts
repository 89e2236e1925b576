/** Keeps a connection open: connects, and connects again after a growing pause when the connection is lost. */
import type { Link } from "../state/state";

interface Transport {
  send(text: string): void;
  close(): void;
}

interface Listener {
  onText(text: string): void;
  /** The connection ended without a call of `close`. Called once. */
  onLost(): void;
}

/** Opens a connection. It is established when the first text arrives. */
export type OpenTransport = (listener: Listener) => Transport;

const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/** Doubles with each failed attempt; `chance` (0..1) adds jitter, so that pages do not reconnect all at once. */
export function retryDelay(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return full * (0.75 + 0.5 * chance);
}

export interface Connection {
  /** Connects now, also after `disconnect` and during the pause before the next attempt. */
  connect(): void;
  disconnect(): void;
  send(text: string): void;
}

interface ConnectionListener {
  onText(text: string): void;
  onLink(link: Exclude<Link, "online">): void;
  /** An attempt ended before the first text. */
  onFailed(): void;
}

export function createConnection(open: OpenTransport, listener: ConnectionListener): Connection {
  let transport: Transport | null = null;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const stop = () => {
    clearTimeout(retry);
    transport?.close();
    transport = null;
  };
  const connect = () => {
    stop();
    listener.onLink("connecting");
    let isEstablished = false;
    transport = open({
      onText: (text) => {
        isEstablished = true;
        failures = 0;
        listener.onText(text);
      },
      onLost: () => {
        stop();
        retry = setTimeout(connect, retryDelay(failures, Math.random()));
        failures += 1;
        listener.onLink("waiting");
        if (!isEstablished) listener.onFailed();
      },
    });
  };
  return {
    connect: () => {
      failures = 0;
      connect();
    },
    disconnect: () => {
      stop();
      listener.onLink("offline");
    },
    send: (text) => transport?.send(text),
  };
}
