/** A text window of a server that trusts its HTML: scripts run, in a frame whose origin of its own cannot reach the page. */
import { useEffect, useRef } from "react";

import type { Window } from "../../protocol.gen";
import { fileNameOf } from "../../ui/files";
import { usePage } from "../../ui/page";
import { useTheme } from "../../ui/theme";
import { useSaveable } from "../frame";
import { additionTo } from "./growingHtml";

interface Props {
  window: Window;
  html: string;
}

/** The frame shows a file of the server, because a frame without an address would have the policy of the page. */
export function TrustedText({ window, html }: Props) {
  const { boot } = usePage();
  const frame = useRef<HTMLIFrameElement>(null);
  const shown = useRef<string | null>(null);
  const theme = useTheme();
  const post = (message: object) => frame.current?.contentWindow?.postMessage(message, "*"); // its origin has no name
  const show = () => {
    if (shown.current === null) return; // the frame is not ready
    const addition = additionTo(shown.current, html);
    post(addition === null ? { html } : { addition });
    shown.current = html;
  };
  const dress = () => {
    if (frame.current !== null) post({ style: styleOf(frame.current) });
  };
  useEffect(show, [html]);
  useEffect(dress, [theme]);
  useMessages(frame, window.id, () => {
    shown.current = "";
    show();
    dress();
  });
  useSaveable(() => [
    {
      label: "HTML",
      filename: fileNameOf(window, "html"),
      make: () => new Blob([html], { type: "text/html;charset=utf-8" }),
    },
  ]);
  return (
    <iframe
      ref={frame}
      className="content content-text"
      title="HTML of this window"
      sandbox="allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads"
      src={`${boot.baseUrl}/static/frame.html`}
    />
  );
}

/** The frame tells when it is ready, and what the user does in it: that focuses the window, and programs get the keys. */
function useMessages(frame: { current: HTMLIFrameElement | null }, win: string, onReady: () => void): void {
  const { actions } = usePage();
  const ready = useRef(onReady);
  useEffect(() => {
    ready.current = onReady;
  });
  useEffect(() => {
    const receive = ({ source, data }: MessageEvent<unknown>) => {
      if (source === null || source !== frame.current?.contentWindow) return;
      const { ready: isReady, key, keyCode } = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
      if (isReady === true) ready.current();
      else actions.focus(win);
      if (typeof key === "string" && typeof keyCode === "number") {
        actions.forward(win, { event_type: "KeyPress", key, key_code: keyCode });
      }
    };
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  }, [frame, win, actions]);
}

function styleOf(element: HTMLElement): string {
  const { color, font, colorScheme } = getComputedStyle(element);
  return `color: ${color}; font: ${font}; color-scheme: ${colorScheme}; overflow-wrap: break-word`;
}
