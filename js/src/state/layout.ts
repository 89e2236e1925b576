/** Geometry of the grid: sizes in columns and rows, and packing on shelves. Pure. */
import type { GridItem, Window } from "../protocol.gen";

export const MARGIN = 10;
export const ROW_HEIGHT = 5;
const COLUMN_WIDTH = 2.7;
const BAR_HEIGHT = 20;
const ROW_PITCH = ROW_HEIGHT + MARGIN;
const COLUMN_PITCH = COLUMN_WIDTH + MARGIN;
const CAPTION_HEIGHT = 22;
const SLIDER_HEIGHT = 28;

export interface Size {
  w: number;
  h: number;
}

const PLOT_SIZE: Size = { w: 30, h: 24 };
const OTHER_SIZE: Size = { w: 20, h: 20 };
/** A smaller pane would hide its bar or its content. */
export const SMALLEST: Size = { w: 8, h: 5 };
const SMALLEST_WITH_SLIDER: Size = { w: 13, h: 8 };

/** The number of columns in a container of this width; the width of a column is constant. */
export function columnsFor(containerWidth: number): number {
  return Math.max(1, Math.floor((containerWidth - MARGIN) / COLUMN_PITCH));
}

/** The smallest width with room for two panes side by side. */
const NARROWEST = 600;

export function isNarrow(containerWidth: number): boolean {
  return containerWidth < NARROWEST;
}

/** One pane below the other, each as wide as the page. */
export function stacked(order: readonly string[], positions: ReadonlyMap<string, GridItem>): GridItem[] {
  let y = 0;
  return order.map((i) => {
    const h = positions.get(i)?.h ?? OTHER_SIZE.h;
    y += h;
    return { i, x: 0, y: y - h, w: 1, h };
  });
}

/** The width of the grid with this many columns, with outer margins. */
export function gridWidth(columns: number): number {
  return columns * COLUMN_PITCH + MARGIN;
}

function columnsOfWidth(pixels: number): number {
  return (pixels + MARGIN) / COLUMN_PITCH;
}

export function rowsOfHeight(pixels: number): number {
  return Math.ceil((pixels + BAR_HEIGHT + MARGIN) / ROW_PITCH);
}

/** The size that fits the requested pixels of the content, or the default size of the type. */
export function naturalSize(window: Window): Size {
  const usual = window.type === "plot" ? PLOT_SIZE : OTHER_SIZE;
  const least = hasSlider(window) ? SMALLEST_WITH_SLIDER : SMALLEST;
  const extra = extraHeight(window);
  const { width, height } = window;
  return {
    w: isSize(width) ? Math.max(least.w, columnsOfWidth(width)) : usual.w,
    h: isSize(height) ? Math.max(least.h, rowsOfHeight(height + extra)) : usual.h + Math.ceil(extra / ROW_PITCH),
  };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

/** The height of caption and slider below a picture. */
function extraHeight(window: Window): number {
  const pictures = window.type === "image_history" && Array.isArray(window.content) ? window.content : [window.content];
  const isCaptioned = window.type.startsWith("image") && pictures.some(hasCaption);
  return (hasSlider(window) ? SLIDER_HEIGHT : 0) + (isCaptioned ? CAPTION_HEIGHT : 0);
}

export function hasSlider(window: Window): boolean {
  return window.type === "image_history" && window.show_slider !== false;
}

function hasCaption(content: unknown): boolean {
  return typeof content === "object" && content !== null && "caption" in content && Boolean(content.caption);
}

/** Packs items in order: each right of the previous one, or on a new shelf below the tallest item. */
export function packShelves(items: readonly (Size & { i: string })[], columns: number): GridItem[] {
  let shelf = { x: 0, y: 0, height: 0 };
  return items.map(({ i, w, h }) => {
    const width = Math.min(w, columns);
    if (shelf.x > 0 && shelf.x + width > columns) shelf = { x: 0, y: shelf.y + shelf.height, height: 0 };
    const item = { i, x: shelf.x, y: shelf.y, w: width, h };
    shelf = { x: shelf.x + width, y: shelf.y, height: Math.max(shelf.height, h) };
    return item;
  });
}

/**
 * The position of one more item: right of the last one, or at the left. Its row is below everything else, from where
 * the grid lets it rise until it meets another, so nothing else moves.
 */
export function positionAfter(
  last: GridItem | undefined,
  others: Iterable<GridItem>,
  item: Size & { i: string },
  columns: number,
): GridItem {
  const w = Math.min(item.w, columns);
  const next = last === undefined ? 0 : last.x + last.w;
  const y = Math.max(0, ...Array.from(others, (other) => other.y + other.h));
  return { i: item.i, x: next + w > columns ? 0 : next, y, w, h: item.h };
}

/** Reading order: from top to bottom, from left to right. */
export function byPosition(a: GridItem, b: GridItem): number {
  return a.y - b.y || a.x - b.x;
}
