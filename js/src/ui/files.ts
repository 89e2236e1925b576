/** Files that the page offers: names, SVG and PNG of drawings, download. */
import type { Window } from "../protocol.gen";
import { titleOf } from "../state/arrange";

/** An entry of the save menu of a window. */
export interface Saveable {
  /** In the menu, such as "PNG". */
  label: string;
  /** With its ending. */
  filename: string;
  make(): Blob | Promise<Blob>;
}

/** The JSON of any window. */
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

/** The content of a data URL. Not by `fetch`, which pages with a strict policy may not use for data. */
export function blobOf(address: string): Blob {
  const comma = address.indexOf(",");
  const [head, body] = [address.slice(0, comma), address.slice(comma + 1)];
  const [type = ""] = head.replace(/^data:/i, "").split(";");
  if (!/;base64$/i.test(head)) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type });
}

const SVG_TYPE = "image/svg+xml";
const DRAWING_SCALE = 2;

/** The drawing as SVG, and as PNG on white in double resolution. */
export function drawingFiles(window: Window, svg: SVGSVGElement | null): Saveable[] {
  if (svg === null) return [];
  return [
    { label: "SVG", filename: fileNameOf(window, "svg"), make: () => new Blob([documentOf(svg)], { type: SVG_TYPE }) },
    { label: "PNG", filename: fileNameOf(window, "png"), make: () => pixelsOf(svg) },
  ];
}

/** A standalone SVG document, which does not depend on the style sheets of the page. */
function documentOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("width", String(svg.clientWidth));
  copy.setAttribute("height", String(svg.clientHeight));
  return new XMLSerializer().serializeToString(copy);
}

async function pixelsOf(svg: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:${SVG_TYPE};charset=utf-8,${encodeURIComponent(documentOf(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = svg.clientWidth * DRAWING_SCALE;
  canvas.height = svg.clientHeight * DRAWING_SCALE;
  const brush = canvas.getContext("2d")!;
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

/** The content of a canvas as PNG. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the drawing is too large")) : resolve(blob)), "image/png");
  });
}

/** Starts the download of a file. */
export function download(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still show its file dialog
}
