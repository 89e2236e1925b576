/** A text window: HTML, cleaned of everything that could run. */
import { useMemo } from "react";

import { usePage } from "../page";
import { cleanHtml } from "./cleanHtml";
import type { PaneProps } from "./paneProps";

export function TextPane({ window }: PaneProps) {
  const { trustHtml } = usePage().boot;
  const text = typeof window.content === "string" ? window.content : "";
  const html = useMemo(() => ({ __html: trustHtml ? text : cleanHtml(text) }), [text, trustHtml]);
  return (
    <div className="content content-text" tabIndex={0}>
      <div dangerouslySetInnerHTML={html} />
    </div>
  );
}
