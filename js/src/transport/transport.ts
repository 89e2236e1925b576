/** A connection to the server, whatever carries it. */

export interface Transport {
  send(text: string): void;
  close(): void;
}

export interface Listener {
  onText(text: string): void;
  /** The connection ended without `close` being called; told once. */
  onLost(): void;
}

/** Starts a connection at once; it is up when the first text arrives. */
export type OpenTransport = (listener: Listener) => Transport;
