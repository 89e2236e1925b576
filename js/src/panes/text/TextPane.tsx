/** A text window: sanitized HTML with typeset formulas, or trusted HTML in a frame. */
import { useLayoutEffect, useRef } from "react";

import type { Window } from "../../protocol.gen";
import { fileNameOf, type Saveable } from "../../ui/files";
import { cleanHtml } from "../../ui/markup";
import { newTypesetter, type Typesetter } from "../../ui/mathjax";
import { usePage } from "../../ui/page";
import { shelterIn } from "../../ui/shelter";
import { type PaneKind, type PaneProps, useSaveable } from "../frame";
import { typeset } from "./formulas";
import { GrowingHtml } from "./growingHtml";
import { TrustedText } from "./TrustedText";
import "./text.css";

/** The largest distance to the end at which a text stays scrolled to its end, in pixels. */
const END_SLACK = 4;

const STYLE = "audio, video { max-width: 100%; }";

function TextPane({ window }: PaneProps) {
  const html = typeof window.content === "string" ? window.content : "";
  return usePage().boot.trustHtml ? <TrustedText window={window} html={html} /> : <CleanText window={window} html={html} />;
}

interface TextProps {
  window: Window;
  html: string;
}

function CleanText({ window, html }: TextProps) {
  const scrolled = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const text = useRef<ShownText>(null);
  useSaveable(() => [htmlFile(window, html), textFile(window, () => text.current?.element.innerText ?? "")]);

  useLayoutEffect(() => {
    if (host.current === null || scrolled.current === null) return;
    const { current: pane } = scrolled;
    text.current ??= new ShownText(host.current);
    const isAtEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < END_SLACK;
    const appended = text.current.show(html);
    if (appended && isAtEnd) pane.scrollTop = pane.scrollHeight;
  }, [html]);

  return (
    <div ref={scrolled} className="content content-text shelter" tabIndex={0}>
      <div ref={host} />
    </div>
  );
}

/** The text of one window, whose formulas share their macros. */
class ShownText {
  readonly element: HTMLElement;
  private readonly html: GrowingHtml;
  private typesetter: Promise<Typesetter> | null = null;

  constructor(host: HTMLElement) {
    this.element = shelterIn(host, STYLE);
    this.html = new GrowingHtml(this.element, cleanHtml);
  }

  /** Shows this HTML; returns whether all that was shown stayed. */
  show(html: string): boolean {
    const { added, appended } = this.html.show(html);
    if (!appended) this.typesetter = null;
    const failed = () => void (this.typesetter = null); // formulas stay as text, and the next text tries again
    typeset(added, () => (this.typesetter ??= newTypesetter())).catch(failed);
    return appended;
  }
}

function htmlFile(window: Window, html: string): Saveable {
  return file(window, "HTML", "html", "text/html", () => html);
}

function textFile(window: Window, text: () => string): Saveable {
  return file(window, "Text", "txt", "text/plain", text);
}

function file(window: Window, label: string, ending: string, type: string, content: () => string): Saveable {
  const make = () => new Blob([content()], { type: `${type};charset=utf-8` });
  return { label, filename: fileNameOf(window, ending), make };
}

export const text: PaneKind = { components: { text: TextPane }, keys: "with window" };
