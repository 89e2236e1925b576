/** The points of an embeddings window: parsing, positions in the pane, nearest and enclosed points. Pure. */
import { type Extent, paneAt, type Point, type View } from "../../ui/panZoom";

export interface Entity {
  readonly name: string;
  readonly label: string;
  /** The index that programs use, also after a region was embedded again. */
  readonly idx: number;
  /** Index in the list of colours. */
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

/** The smallest region that a program can embed again. */
export const FEWEST_SELECTED = 22;
/** The largest gap between the ends of a closed lasso, in pixels. */
const CLOSED_WITHIN = 75;
/** The part of the pane that the points fill before a zoom. */
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

/** The positions of the entities in the pane. */
export function positionsOf(entities: readonly Entity[], pane: Extent, view: View): Point[] {
  const half = (Math.min(pane.width, pane.height) / 2) * FILLED;
  return entities.map(({ x, y }) => paneAt(view, { x: pane.width / 2 + x * half, y: pane.height / 2 - y * half }));
}

/** The index of the position nearest to a point, within `reach`; -1 if there is none. */
export function nearest(positions: readonly Point[], { x, y }: Point, reach: number): number {
  let found = -1;
  let least = reach * reach;
  positions.forEach((position, index) => {
    const distance = (position.x - x) ** 2 + (position.y - y) ** 2;
    if (distance <= least) [found, least] = [index, distance];
  });
  return found;
}

/** The next position in a direction, or the same if there is none. */
export function neighbour(positions: readonly Point[], from: number, direction: Point): number {
  const start = positions[from];
  if (start === undefined) return positions.length > 0 ? 0 : -1;
  let found = from;
  let least = Infinity;
  positions.forEach((position, index) => {
    const [x, y] = [position.x - start.x, position.y - start.y];
    const along = x * direction.x + y * direction.y;
    const cost = along + 2 * Math.abs(x * direction.y - y * direction.x);
    if (index !== from && along > 0 && cost < least) [found, least] = [index, cost];
  });
  return found;
}

/** The positions inside a closed line. */
export function inside(positions: readonly Point[], line: readonly Point[]): number[] {
  return positions.flatMap((position, index) => (isInside(position, line) ? [index] : []));
}

/** Even-odd rule: a ray to the right crosses the line an odd number of times. */
function isInside({ x, y }: Point, line: readonly Point[]): boolean {
  let odd = false;
  line.forEach((a, index) => {
    const b = line[(index + 1) % line.length]!;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y)) odd = !odd;
  });
  return odd;
}

export function inPane(positions: readonly Point[], { width, height }: Extent): number[] {
  return positions.flatMap(({ x, y }, index) => (x >= 0 && y >= 0 && x < width && y < height ? [index] : []));
}

/** Why a lasso selects nothing; null for a valid selection. */
export function refusalOf(line: readonly Point[], selected: number): string | null {
  const [first, last] = [line[0], line.at(-1)];
  const isOpen = first !== undefined && last !== undefined && Math.hypot(first.x - last.x, first.y - last.y) > CLOSED_WITHIN;
  if (isOpen) return "Nothing is selected: end the line where it began.";
  if (selected >= FEWEST_SELECTED) return null;
  return `Only ${selected} points are selected: at least ${FEWEST_SELECTED} are needed.`;
}
