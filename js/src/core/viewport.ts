/** How far a person has zoomed into what a pane shows, and what of it they look at. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point of the content appears at `point * scale + (x, y)` in the pane. */
export interface View extends Point {
  readonly scale: number;
}

/** All of it, as it was first shown. */
export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** Beyond these, numbers lose their meaning before the person sees anything new. */
const SMALLEST_SCALE = 0.01;
const LARGEST_SCALE = 1000;

/** Zooms so that what is under `point` of the pane stays there. */
export function zoomAbout(view: View, point: Point, factor: number): View {
  const scale = Math.min(Math.max(view.scale * factor, SMALLEST_SCALE), LARGEST_SCALE);
  const { x, y } = contentAt(view, point);
  return { scale, x: point.x - x * scale, y: point.y - y * scale };
}

export function shift(view: View, x: number, y: number): View {
  return { ...view, x: view.x + x, y: view.y + y };
}

/** The point of the content that is seen at a point of the pane. */
export function contentAt(view: View, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** Where in the pane a point of the content is seen. */
export function paneAt(view: View, point: Point): Point {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** How much a picture is enlarged to be shown whole in a box; it stands in the middle. */
export function fitScale(picture: Extent, box: Extent): number {
  return Math.min(box.width / picture.width, box.height / picture.height);
}

/** The pixel of a picture that is seen at a point of its box, or null beside the picture. */
export function pixelAt(view: View, point: Point, picture: Extent, box: Extent): Point | null {
  const fit = fitScale(picture, box);
  const inBox = contentAt(view, point);
  const x = Math.floor((inBox.x - (box.width - picture.width * fit) / 2) / fit);
  const y = Math.floor((inBox.y - (box.height - picture.height * fit) / 2) / fit);
  const isInside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  return isInside ? { x, y } : null; // also outside when something was not a number
}
