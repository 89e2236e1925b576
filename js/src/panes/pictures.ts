/** What image windows hold, and the file that a picture came as. */
import type { Window } from "../protocol.gen";
import { fileNameOf, type Saveable } from "./saveable";

export interface PictureContent {
  src: string;
  caption: string;
}

/** The picture in what a window holds, however incomplete. */
export function pictureIn(content: unknown): PictureContent {
  const { src, caption } = (typeof content === "object" && content !== null ? content : {}) as Record<string, unknown>;
  return { src: typeof src === "string" ? src : "", caption: typeof caption === "string" ? caption : "" };
}

const ENDINGS: Record<string, string> = { "image/jpeg": "jpg", "image/jpg": "jpg", "image/svg+xml": "svg" };

/** The picture byte for byte; nothing if it lies elsewhere. */
export function pictureFile(window: Window, src: string): Saveable[] {
  const type = /^data:(image\/[\w.+-]+)[;,]/i.exec(src)?.[1]?.toLowerCase();
  if (type === undefined) return [];
  const ending = ENDINGS[type] ?? type.slice("image/".length);
  return [{ label: ending.toUpperCase(), filename: fileNameOf(window, ending), make: () => dataOf(src, type) }];
}

/** Not by `fetch`, which pages with a strict policy may not use for data. */
function dataOf(src: string, type: string): Blob {
  const comma = src.indexOf(",");
  const body = src.slice(comma + 1);
  if (!/;base64$/i.test(src.slice(0, comma))) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type });
}
