/** A text window: sanitized HTML with typeset formulas. */
import { useLayoutEffect, useRef } from "react";

import type { Window } from "../../protocol.gen";
import { fileNameOf, type Saveable } from "../../ui/files";
import { cleanHtml } from "../../ui/markup";
import { usePage } from "../../ui/page";
import { type PaneKind, type PaneProps, useSaveable } from "../frame";
import { typeset } from "./formulas";
import { GrowingHtml } from "./growingHtml";
import "./text.css";

/** The largest distance to the end at which a text stays scrolled to its end, in pixels. */
const END_SLACK = 4;

function TextPane({ window }: PaneProps) {
  const { trustHtml } = usePage().boot;
  const scrolled = useRef<HTMLDivElement>(null);
  const target = useRef<HTMLDivElement>(null);
  const html = useRef<GrowingHtml>(null);
  const text = typeof window.content === "string" ? window.content : "";
  useSaveable(() => textFiles(window, text, target.current));

  useLayoutEffect(() => {
    if (target.current === null || scrolled.current === null) return;
    const { current: pane } = scrolled;
    html.current ??= new GrowingHtml(target.current, trustHtml ? (trusted) => trusted : cleanHtml);
    const isAtEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < END_SLACK;
    const { added, appended } = html.current.show(text);
    if (appended && isAtEnd) pane.scrollTop = pane.scrollHeight;
    typeset(added).catch(() => {}); // on failure, formulas stay as text
  }, [text, trustHtml]);

  return (
    <div ref={scrolled} className="content content-text" tabIndex={0}>
      <div ref={target} />
    </div>
  );
}

function textFiles(window: Window, html: string, shown: HTMLElement | null): Saveable[] {
  const file = (label: string, ending: string, type: string, content: () => string): Saveable => ({
    label,
    filename: fileNameOf(window, ending),
    make: () => new Blob([content()], { type: `${type};charset=utf-8` }),
  });
  return [
    file("HTML", "html", "text/html", () => html),
    file("Text", "txt", "text/plain", () => shown?.innerText ?? ""),
  ];
}

export const text: PaneKind = { components: { text: TextPane }, keys: "with window" };
