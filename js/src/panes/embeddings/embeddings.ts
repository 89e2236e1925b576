/** The points of an embeddings window: what a program sent, where they stand, and which are meant. Pure. */
import { type Extent, paneAt, type Point, type View } from "../../ui/panZoom";

export interface Entity {
  readonly name: string;
  readonly label: string;
  /** By which programs know it, also after a part of all points was embedded again. */
  readonly idx: number;
  /** Place in the list of colours. */
  readonly colour: number;
  /** Both between -1 and 1, x to the right and y up. */
  readonly x: number;
  readonly y: number;
}

export const COLOURS = [
  "#1f78b4",
  "#b2df8a",
  "#33a02c",
  "#fb9a99",
  "#e31a1c",
  "#fdbf6f",
  "#ff7f00",
  "#6a3d9a",
  "#cab2d6",
  "#cccc00",
];

/** Fewer points cannot be embedded again. */
export const FEWEST_SELECTED = 22;
/** A lasso is closed when it ends this near to where it began, in pixels. */
const CLOSED_WITHIN = 75;
/** How much of the pane the points take at first. */
const FILLED = 0.9;

export function entitiesOf(data: unknown): Entity[] {
  const items = Array.isArray(data) ? data.map(entityOf).filter((item) => item !== null) : [];
  const reach = items.reduce((most, { x, y }) => Math.max(most, Math.abs(x), Math.abs(y)), 1);
  return reach === 1 ? items : items.map((item) => ({ ...item, x: item.x / reach, y: item.y / reach }));
}

function entityOf(item: unknown, index: number): Entity | null {
  const { position, group, name, label, idx } = (typeof item === "object" && item !== null ? item : {}) as Record<
    string,
    unknown
  >;
  const [x, y] = Array.isArray(position) ? position.map(Number) : [];
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
  return {
    name: String(name ?? index),
    label: String(label ?? ""),
    idx: typeof idx === "number" ? idx : index,
    colour: Number.isInteger(group) ? Math.abs(group as number) % COLOURS.length : 0,
    x: x!,
    y: y!,
  };
}

/** Where the entities are seen in the pane. */
export function placesOf(entities: readonly Entity[], pane: Extent, view: View): Point[] {
  const half = (Math.min(pane.width, pane.height) / 2) * FILLED;
  return entities.map(({ x, y }) => paneAt(view, { x: pane.width / 2 + x * half, y: pane.height / 2 - y * half }));
}

/** The place nearest to a point, but not farther than `reach` from it; -1 if there is none. */
export function nearest(places: readonly Point[], { x, y }: Point, reach: number): number {
  let found = -1;
  let least = reach * reach;
  places.forEach((place, index) => {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance <= least) [found, least] = [index, distance];
  });
  return found;
}

/** The next place from one into a direction, or the same if there is none. */
export function neighbour(places: readonly Point[], from: number, direction: Point): number {
  const start = places[from];
  if (start === undefined) return places.length > 0 ? 0 : -1;
  let found = from;
  let least = Infinity;
  places.forEach((place, index) => {
    const [x, y] = [place.x - start.x, place.y - start.y];
    const along = x * direction.x + y * direction.y;
    const cost = along + 2 * Math.abs(x * direction.y - y * direction.x);
    if (index !== from && along > 0 && cost < least) [found, least] = [index, cost];
  });
  return found;
}

/** Which places lie inside of a closed line. */
export function inside(places: readonly Point[], line: readonly Point[]): number[] {
  return places.flatMap((place, index) => (isInside(place, line) ? [index] : []));
}

/** A ray to the right crosses the line an odd number of times. */
function isInside({ x, y }: Point, line: readonly Point[]): boolean {
  let odd = false;
  line.forEach((a, index) => {
    const b = line[(index + 1) % line.length]!;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y)) odd = !odd;
  });
  return odd;
}

export function inPane(places: readonly Point[], { width, height }: Extent): number[] {
  return places.flatMap(({ x, y }, index) => (x >= 0 && y >= 0 && x < width && y < height ? [index] : []));
}

/** Why a lasso selects nothing; null if it does. */
export function refusalOf(line: readonly Point[], selected: number): string | null {
  const [first, last] = [line[0], line.at(-1)];
  const isOpen = first !== undefined && last !== undefined && Math.hypot(first.x - last.x, first.y - last.y) > CLOSED_WITHIN;
  if (isOpen) return "Nothing is selected: end the line where it began.";
  if (selected >= FEWEST_SELECTED) return null;
  return `Only ${selected} points are selected: at least ${FEWEST_SELECTED} are needed.`;
}
