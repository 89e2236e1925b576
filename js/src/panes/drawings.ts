/** Files of an SVG drawing on the page. */
import type { Window } from "../protocol.gen";
import { fileNameOf, type Saveable } from "./saveable";

const SVG_TYPE = "image/svg+xml";
const PNG_SCALE = 2;

/** The drawing as it is seen now, or as pixels twice as fine, on white. */
export function drawingFiles(window: Window, svg: SVGSVGElement | null): Saveable[] {
  if (svg === null) return [];
  return [
    { label: "SVG", filename: fileNameOf(window, "svg"), make: () => new Blob([textOf(svg)], { type: SVG_TYPE }) },
    { label: "PNG", filename: fileNameOf(window, "png"), make: () => pixelsOf(svg) },
  ];
}

/** A document of its own: nothing in it depends on the sheets of the page. */
function textOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("width", String(svg.clientWidth));
  copy.setAttribute("height", String(svg.clientHeight));
  return new XMLSerializer().serializeToString(copy);
}

async function pixelsOf(svg: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:${SVG_TYPE};charset=utf-8,${encodeURIComponent(textOf(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = svg.clientWidth * PNG_SCALE;
  canvas.height = svg.clientHeight * PNG_SCALE;
  const brush = canvas.getContext("2d")!;
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the drawing is too large")) : resolve(blob)), "image/png");
  });
}
