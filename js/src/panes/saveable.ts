/** What a pane offers to be saved as files; the frame lists it in the menu of its save button. */
import { titleOf } from "../core/arrange";
import type { Window } from "../protocol.gen";

export interface Saveable {
  /** In the menu, such as "PNG". */
  label: string;
  /** With its ending. */
  filename: string;
  make(): Blob | Promise<Blob>;
}

/** Any window, as the server keeps it. */
export function windowAsJson(window: Window): Saveable {
  const make = () => new Blob([JSON.stringify(window, null, 2)], { type: "application/json" });
  return { label: "JSON of the window", filename: fileNameOf(window, "json"), make };
}

/** The title of a window, or else its kind, as the name of a file. */
export function fileNameOf(window: Window, ending: string): string {
  const name = titleOf(window)
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, "_")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  return `${name || `visdom_${window.type}`}.${ending}`;
}
