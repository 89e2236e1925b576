/** Chooses which of many points are drawn, so that the picture looks the same. */
import { toNumber, type Values } from "./numbers";

/** Traces with more points than this are thinned. */
export const MANY_POINTS = 10_000;
/** A line is cut into this many pieces; each is drawn with its lowest and its highest point. */
const PIECES = 2000;
/** The same outside the zoomed range. */
const PIECES_OUTSIDE = 200;
/** A cloud is cut into this many spots in each direction. */
const SPOTS = 300;
const SPOTS_OUTSIDE = 60;

/** The visible range of an axis, in data coordinates. */
export type Range = readonly [number, number];

/** Whether values never fall; a missing value counts as a fall. */
export function isRising(values: Values): boolean {
  let last = -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const number = typeof value === "number" ? value : toNumber(value);
    if (!(number >= last)) return false;
    last = number;
  }
  return true;
}

/**
 * The points to draw of a line that runs from left to right: all of the range where they are not too many, else those
 * that show its outline. `x` is null for points numbered from 0.
 */
export function thinLine(x: Values | null, y: Values, range: Range | null): Int32Array {
  const [from, to] = range === null ? [0, y.length] : rangeOf(x, y.length, range);
  const chosen: number[] = [];
  outline(y, 0, from, PIECES_OUTSIDE, chosen);
  if (to - from <= MANY_POINTS) for (let index = from; index < to; index += 1) chosen.push(index);
  else outline(y, from, to, PIECES, chosen);
  outline(y, to, y.length, PIECES_OUTSIDE, chosen);
  return Int32Array.from(chosen);
}

/** The points in a range and one at either side, to which the line goes on. */
function rangeOf(x: Values | null, length: number, [low, high]: Range): [number, number] {
  const from = firstNotBelow(x, length, Math.min(low, high)) - 1;
  const to = firstNotBelow(x, length, Math.max(low, high)) + 1;
  return [Math.max(0, from), Math.min(length, Math.max(to, from))];
}

function firstNotBelow(x: Values | null, length: number, bound: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x === null ? middle : toNumber(x[middle])) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds the lowest and highest point of each piece in their order, the ends, and a gap where there is one. */
function outline(y: Values, from: number, to: number, pieces: number, chosen: number[]): void {
  if (to - from <= 2 * pieces) {
    for (let index = from; index < to; index += 1) chosen.push(index);
    return;
  }
  for (let piece = 0; piece < pieces; piece += 1) {
    const start = from + Math.floor((piece * (to - from)) / pieces);
    const end = from + Math.floor(((piece + 1) * (to - from)) / pieces);
    const marks = extremes(y, start, end);
    if (piece === 0) marks.add(start);
    if (piece === pieces - 1) marks.add(end - 1);
    chosen.push(...[...marks].sort((a, b) => a - b));
  }
}

function extremes(y: Values, start: number, end: number): Set<number> {
  let [lowest, highest, gap] = [-1, -1, -1];
  let [low, high] = [Infinity, -Infinity];
  for (let index = start; index < end; index += 1) {
    const item = y[index];
    const value = typeof item === "number" ? item : toNumber(item);
    if (value < low) [low, lowest] = [value, index];
    if (value > high) [high, highest] = [value, index];
    if (Number.isNaN(value) && gap < 0) gap = index;
  }
  return new Set([lowest, highest, gap].filter((index) => index >= 0));
}

/** The visible part of a plane; null for a whole axis. */
interface Box {
  readonly x: Range | null;
  readonly y: Range | null;
}

/**
 * The points to draw of a cloud, or of a line that goes anywhere: of those that fall on the same spot the first (of a
 * line: as long as it stays there). In the box all of them, where they are not too many.
 */
export function thinCloud(x: Values | null, y: Values, isLine: boolean, box: Box): Int32Array {
  const position = (values: Values | null, index: number) => (values === null ? index : toNumber(values[index]));
  const whole = [extent(x, y.length), extent(y, y.length)] as const;
  const [across, up] = [box.x ?? whole[0], box.y ?? whole[1]];
  const isInside = (index: number) => within(position(x, index), across) && within(position(y, index), up);
  let inside = 0;
  for (let index = 0; index < y.length; index += 1) if (isInside(index)) inside += 1;

  const taken = new Set<number>();
  const chosen: number[] = [];
  let last = Number.NaN;
  for (let index = 0; index < y.length; index += 1) {
    const near = isInside(index);
    const [columns, rows, spots] = near ? [across, up, SPOTS] : [...whole, SPOTS_OUTSIDE];
    const spot = spotOf(position(x, index), columns, spots) * 2048 + spotOf(position(y, index), rows, spots) + (near ? 2 ** 24 : 0);
    const isHidden = isLine ? spot === last : taken.has(spot);
    if (isHidden && !(near && inside <= MANY_POINTS)) continue;
    last = spot;
    if (!isLine) taken.add(spot);
    chosen.push(index);
  }
  return Int32Array.from(chosen);
}

function within(value: number, [low, high]: Range): boolean {
  return value >= Math.min(low, high) && value <= Math.max(low, high);
}

function spotOf(value: number, [low, high]: Range, spots: number): number {
  return Math.floor(((value - low) / (high - low || 1)) * spots);
}

function extent(values: Values | null, length: number): Range {
  if (values === null) return [0, length - 1];
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < length; index += 1) {
    const value = toNumber(values[index]);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** These items, in a new list. */
export function pick(values: Values, chosen: Int32Array): unknown[] {
  return Array.from(chosen, (index) => values[index]);
}
