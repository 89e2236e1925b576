/** The traces of a plot as they are drawn: very long ones thinned, lines with a smoothed copy. */
import { isMembers, type Members } from "./compat";
import { countOf, toNumber, type Values, valuesOf } from "./numbers";
import { smoothLine } from "./smoothing";
import { isRising, MANY_POINTS, pick, type Range, thinCloud, thinLine } from "./thinning";

/** Id of an axis, such as `x2` -> its visible range; fully visible axes are missing. */
type Ranges = ReadonlyMap<string, Range>;

export interface TraceOptions {
  readonly ranges: Ranges;
  /** Whether very long traces are drawn with WebGL. */
  readonly webgl: boolean;
}

const FAINT = 0.35;
/** Members that WebGL traces do not support. */
const NOT_IN_WEBGL = ["stackgroup", "groupnorm", "cliponaxis"];

/** The visible ranges in a layout, in data coordinates. */
export function rangesOf(layout: Members): Ranges {
  const ranges = new Map<string, Range>();
  for (const [name, axis] of Object.entries(layout)) {
    const [, letter, number] = /^([xy])axis(\d*)$/.exec(name) ?? [];
    if (letter === undefined || !isMembers(axis) || axis.autorange || !Array.isArray(axis.range)) continue;
    const ends = axis.range.map((end) => (axis.type === "log" ? 10 ** toNumber(end) : toNumber(end)));
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    if (!Number.isNaN(high - low)) ranges.set(`${letter}${number}`, [low, high]);
  }
  return ranges;
}

/** Whether a trace has so many points that it is thinned. */
export function isThinned(trace: unknown): boolean {
  return isMembers(trace) && isScatter(trace) && (countOf(trace.y) ?? 0) > MANY_POINTS;
}

/** Whether a trace is a line that can be smoothed, by the rule of visdom. */
export function isSmoothable(trace: unknown): boolean {
  return isMembers(trace) && (trace.type ?? "scatter") === "scatter" && trace.mode === "lines" && countOf(trace.y) !== null;
}

/** A trace for Plotly, with lists of its own that may be extended; `trace` may be changed. */
export function drawnTrace(trace: Members, options: TraceOptions): Members {
  if (!isScatter(trace)) return trace;
  const points = pointsOf(trace);
  if (points === null) return trace;
  if (points.y.length <= MANY_POINTS) return withOwnPoints(trace);
  const chosen = choose(points, trace, options);
  return chosen === null ? trace : onCard(thinned(trace, points, chosen), options);
}

/** The faint original and the smoothed copy, which shares its colour and its legend entry. */
export function smoothed(trace: Members, drawn: Members, strength: number, color: string, options: TraceOptions): [Members, Members] {
  const x = valuesOf(trace.x);
  const line = smoothLine(x, valuesOf(trace.y) ?? [], strength);
  const group = typeof trace.legendgroup === "string" && trace.legendgroup !== "" ? trace.legendgroup : `smooth ${String(trace.uid)}`;
  const own = isMembers(trace.line) ? trace.line : {};
  const copy = {
    ...trace,
    ...line,
    uid: `${String(trace.uid)}_smooth`,
    line: { ...own, color: own.color ?? color },
    legendgroup: group,
    opacity: 1,
    showlegend: false,
  };
  return [{ ...drawn, opacity: FAINT, legendgroup: group, line: { ...own, color: own.color ?? color } }, drawnTrace(copy, options)];
}

function isScatter({ type }: Members): boolean {
  return type === undefined || type === "scatter" || type === "scattergl";
}

interface Points {
  readonly x: Values | null;
  readonly y: Values;
  /** The first x and the step of points without `x`. */
  readonly first: number;
  readonly step: number;
}

function pointsOf({ x, y, x0 = 0, dx = 1 }: Members): Points | null {
  const [xs, ys] = [valuesOf(x), valuesOf(y)];
  if (ys === null || (xs === null && x !== undefined && x !== null)) return null;
  if (xs === null && (typeof x0 !== "number" || typeof dx !== "number")) return null;
  return { x: xs, y: ys, first: Number(x0), step: Number(dx) };
}

function withOwnPoints(trace: Members): Members {
  for (const name of ["x", "y"]) if (Array.isArray(trace[name])) trace[name] = [...trace[name]];
  return trace;
}

/** The indexes of the points to draw; null for all, where the points have no numeric order. */
function choose(points: Points, trace: Members, options: TraceOptions): Int32Array | null {
  const { x, y, first, step } = points;
  if (isNamed(y) || (x !== null && (x.length < y.length || isNamed(x)))) return null;
  const isLine = !(typeof trace.mode === "string") || trace.mode.includes("lines");
  const across = options.ranges.get(axisOf(trace.xaxis, "x")) ?? null;
  const positions: Range | null = across !== null && x === null ? [(across[0] - first) / step, (across[1] - first) / step] : across;
  if (isLine && (x === null || isRising(x))) return thinLine(x, y, positions);
  return thinCloud(x, y, isLine, { x: positions, y: options.ranges.get(axisOf(trace.yaxis, "y")) ?? null });
}

/** Whether the first present value is a category name. */
function isNamed(values: Values): boolean {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value !== null && value !== undefined) return typeof value === "string" && Number.isNaN(toNumber(value));
  }
  return false;
}

function axisOf(name: unknown, usual: string): string {
  return typeof name === "string" ? name : usual;
}

function thinned(trace: Members, points: Points, chosen: Int32Array): Members {
  const { length } = points.y;
  const next = onlyChosen(trace, length, chosen);
  if (points.x === null) next.x = Array.from(chosen, (index) => points.first + index * points.step);
  else next.x = pick(points.x, chosen);
  next.y = pick(points.y, chosen);
  return next;
}

/** The members with every per-point list reduced to the chosen points. */
function onlyChosen(members: Members, length: number, chosen: Int32Array): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const values = valuesOf(value);
      if (values !== null && values.length === length) return [name, pick(values, chosen)];
      return [name, isMembers(value) && values === null ? onlyChosen(value, length, chosen) : value];
    }),
  );
}

function onCard(trace: Members, { webgl }: TraceOptions): Members {
  const shape = isMembers(trace.line) ? trace.line.shape : undefined;
  const fits = !NOT_IN_WEBGL.some((name) => name in trace) && shape !== "spline" && !String(trace.mode).includes("text");
  return webgl && fits ? { ...trace, type: "scattergl" } : trace;
}
