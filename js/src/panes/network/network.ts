/** The graph of a network window: parsing, the visible part, the angle of labels. Pure. */
import type { Extent, Point, View } from "../../ui/panZoom";

interface NetworkNode {
  readonly name: string;
  readonly label: string;
  readonly colour: string;
}

/** `source` and `target` are indexes in the list of nodes. */
interface NetworkEdge {
  readonly source: number;
  readonly target: number;
  readonly label: string;
}

export interface Network {
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}

/** One colour per club, in order of appearance. */
const COLOURS = [
  "#1f77b4",
  "#ff7f0e",
  "#2ca02c",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#7f7f7f",
  "#bcbd22",
  "#17becf",
];

export function networkOf(content: unknown): Network {
  const { nodes, edges } = membersOf(content);
  const items = listOf(nodes).map(membersOf);
  const clubs = new Map<unknown, number>();
  for (const { club } of items) if (!clubs.has(club)) clubs.set(club, clubs.size);
  const names = items.map(({ name }, index) => textOf(name ?? index));
  return {
    nodes: items.map(({ label, club }, index) => ({
      name: names[index]!,
      label: textOf(label ?? names[index]),
      colour: COLOURS[clubs.get(club)! % COLOURS.length]!,
    })),
    edges: listOf(edges).flatMap((edge) => edgeOf(membersOf(edge), names)),
  };
}

/** The ends of an edge are indexes or names; an edge without two ends is left out. */
function edgeOf(edge: Record<string, unknown>, names: readonly string[]): NetworkEdge[] {
  const [source, target] = [edge.source, edge.target].map((end) =>
    typeof end === "number" && end in names ? end : names.indexOf(textOf(end)),
  ) as [number, number];
  return source < 0 || target < 0 ? [] : [{ source, target, label: textOf(edge.label) }];
}

/** The part of the plane that a pane shows: all points, not enlarged, then zoomed. */
export function shownPart(points: readonly Point[], margin: number, pane: Extent, view: View): Point & Extent {
  const [left, right] = extremes(points.map(({ x }) => x));
  const [top, bottom] = extremes(points.map(({ y }) => y));
  const fit = Math.max(1, (right - left + 2 * margin) / pane.width, (bottom - top + 2 * margin) / pane.height);
  const scale = fit / view.scale;
  return {
    x: (left + right) / 2 - (pane.width / 2) * fit - view.x * scale,
    y: (top + bottom) / 2 - (pane.height / 2) * fit - view.y * scale,
    width: pane.width * scale,
    height: pane.height * scale,
  };
}

function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    values.length === 0 ? [0, 0] : [Infinity, -Infinity],
  );
}

/** The rotation of an edge label that keeps it readable from left to right, in degrees. */
export function labelAngle(source: Point, target: Point): number {
  const angle = (Math.atan2(target.y - source.y, target.x - source.x) * 180) / Math.PI;
  if (angle > 90) return angle - 180;
  return angle < -90 ? angle + 180 : angle;
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
