/** A connection over HTTP polling, for networks that block websockets. */
import type { OpenTransport } from "./connection";

const PAUSE_MS = 500;

interface Answer {
  success: boolean;
  sid?: string;
  messages?: string[];
}

export function pollingTransport(path: string): OpenTransport {
  return ({ onText, onLost }) => {
    const over = new AbortController();
    const outgoing: string[] = [];
    let wake = () => {};

    const request = async (init: RequestInit): Promise<Answer> => {
      const response = await fetch(path, { ...init, signal: over.signal });
      const answer = (await response.json()) as Answer;
      if (!response.ok || !answer.success) throw new Error("the server ended the session");
      return answer;
    };
    const post = (message: object) => request({ method: "POST", body: JSON.stringify(message) });

    const run = async () => {
      const { sid } = await request({ method: "GET" });
      while (!over.signal.aborted) {
        for (let text = outgoing.shift(); text !== undefined; text = outgoing.shift()) {
          await post({ message_type: "send", sid, message: text });
        }
        const { messages = [] } = await post({ message_type: "query", sid });
        messages.forEach(onText);
        if (outgoing.length === 0) await new Promise<void>((resolve) => [(wake = resolve), setTimeout(resolve, PAUSE_MS)]);
      }
    };
    run().catch(() => {
      if (!over.signal.aborted) onLost();
    });

    return {
      send: (text) => {
        outgoing.push(text);
        wake();
      },
      close: () => over.abort(),
    };
  };
}
