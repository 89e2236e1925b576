/** Keeps a connection up: opens it, and opens it again after a growing pause when it was lost. */
import { retryDelay } from "../core/backoff";
import type { Link } from "../core/state";
import type { OpenTransport, Transport } from "./transport";

export interface Connection {
  /** Connects now, whether it was told to stay away or is waiting for its next attempt. */
  connect(): void;
  disconnect(): void;
  send(text: string): void;
}

export interface ConnectionListener {
  onText(text: string): void;
  onLink(link: Exclude<Link, "online">): void;
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
    transport = open({
      onText: (text) => {
        failures = 0;
        listener.onText(text);
      },
      onLost: () => {
        stop();
        retry = setTimeout(connect, retryDelay(failures, Math.random()));
        failures += 1;
        listener.onLink("waiting");
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
