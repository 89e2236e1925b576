/** A connection over a websocket. */
import type { OpenTransport } from "./connection";

export function websocketTransport(url: string): OpenTransport {
  return ({ onText, onLost }) => {
    const socket = new WebSocket(url);
    let wanted = true;
    const lost = () => {
      if (wanted) onLost();
      wanted = false;
    };
    socket.onmessage = (event) => {
      if (wanted && typeof event.data === "string") onText(event.data);
    };
    socket.onclose = lost;
    socket.onerror = lost;
    return {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => {
        wanted = false;
        socket.close();
      },
    };
  };
}
