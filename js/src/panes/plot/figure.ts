/** Builds the figure of a plot window for Plotly: upgraded, themed, edited, fitted to its pane. */
import type { Window } from "../../protocol.gen";
import { Series } from "../../state/series";
import { colorsOf, type PlotTheme, templateOf } from "./colours";
import { isMembers, type Members, upgradeLayout, upgradeTrace } from "./compat";
import { fitted, type PlotSize } from "./fit";
import { drawnTrace, isSmoothable, rangesOf, smoothed, type TraceOptions } from "./traces";
import { restoreLayout, restoreVisible, type ViewState } from "./viewState";

export interface Figure {
  readonly data: Members[];
  readonly layout: Members;
  /** The layout without the view state. */
  readonly given: Members;
  /** `uid` of a trace -> its visibility without the view state. */
  readonly visible: ReadonlyMap<string, unknown>;
}

/** The options that a figure is built with. */
export interface FigureOptions {
  readonly size: PlotSize;
  readonly theme: PlotTheme;
  /** Strength from 1, or null for none. */
  readonly smoothing: number | null;
  readonly edits: PlotEdits;
  readonly viewState: ViewState;
  /** Whether very long traces are drawn with WebGL. */
  readonly webgl: boolean;
}

/** The traces of a window; none for other content. */
export function tracesOf(window: Window): readonly unknown[] {
  return isMembers(window.content) && Array.isArray(window.content.data) ? window.content.data : [];
}

/** The layout of a window, upgraded. */
export function layoutOf(window: Window): Members {
  return upgradeLayout(isMembers(window.content) ? window.content.layout : undefined);
}

/**
 * The figure of a window, which Plotly may write to. `datarevision` differs whenever the data may differ; `uirevision`
 * never does, so that zoom and camera stay while data arrives.
 */
export function figureOf(window: Window, options: FigureOptions, revision: number): Figure {
  const traces = withIdentities(tracesOf(window).map((trace) => ownContainers(upgradeTrace(trace)) as Members));
  const own = copyOf(editedLayout(layoutOf(window), options.edits)) as Members;
  const given: Members = {
    ...fitted(own, legendNames(traces, own), options.size),
    template: templateOf(own, options.theme),
    datarevision: revision,
    uirevision: own.uirevision ?? window.id,
  };
  if (options.smoothing !== null) given.legend = { tracegroupgap: 0, ...(given.legend as Members) };
  const layout = copyOf(given) as Members;
  restoreLayout(options.viewState, layout);
  const drawing = { ranges: rangesOf(layout), webgl: options.webgl };
  const data = drawnTraces(traces, colorsOf(own, options.theme), options.smoothing, drawing);
  const visible = new Map(data.map((trace) => [String(trace.uid), trace.visible]));
  restoreVisible(options.viewState, data);
  return { data, layout, given, visible };
}

/** Smoothed copies follow all others, so that a trace has the same index in the window and in the figure. */
function drawnTraces(
  traces: readonly Members[],
  colors: readonly string[],
  smoothing: number | null,
  options: TraceOptions,
): Members[] {
  const copies: Members[] = [];
  const drawn = traces.map((trace, index) => {
    const shown = drawnTrace({ ...trace }, options);
    if (smoothing === null || !isSmoothable(trace)) return shown;
    const [original, copy] = smoothed(trace, shown, smoothing, colors[index % colors.length] ?? "#1f77b4", options);
    copies.push(copy);
    return original;
  });
  return [...drawn, ...copies];
}

/** A unique name identifies a trace, so that a hidden trace stays hidden when another is removed. */
function withIdentities(traces: Members[]): Members[] {
  const names = traces.map((trace) => trace.name);
  return traces.map((trace, index) => {
    const { name } = trace;
    const unique = typeof name === "string" && name !== "" && names.indexOf(name) === names.lastIndexOf(name);
    return { uid: unique ? `named_${asIdentifier(name)}` : `trace_${index}`, ...trace };
  });
}

/** Plotly uses the identity in selectors, so it must be an identifier. */
function asIdentifier(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}

/** The names in the legend; none without a legend. */
function legendNames(traces: readonly Members[], layout: Members): string[] {
  if (layout.showlegend === false || (traces.length < 2 && layout.showlegend !== true)) return [];
  return traces.filter((trace) => trace.showlegend !== false).map(({ name }) => (typeof name === "string" ? name : "trace 0"));
}

/** Copies of all objects, series and lists of objects; plain lists of values are shared, Plotly does not write to them. */
function ownContainers(value: unknown): unknown {
  if (value instanceof Series) return value.slice();
  if (Array.isArray(value)) return value.some(isMembers) ? value.map(ownContainers) : value;
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ownContainers(member)]));
}

/** A deep copy: Plotly writes to lists of a layout, such as the range of an axis. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

/** The edits of a user; missing members are as in the figure. */
export interface PlotEdits {
  readonly title?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  readonly xType?: AxisType;
  readonly yType?: AxisType;
  readonly legend?: boolean;
}

export type AxisType = "linear" | "log";

export const NO_EDITS: PlotEdits = {};

/** The layout with the edits; the given one is not changed. */
function editedLayout(layout: Members, edits: PlotEdits): Members {
  const next = { ...layout };
  if (edits.title !== undefined) next.title = retitled(layout.title, edits.title);
  if (edits.legend !== undefined) next.showlegend = edits.legend;
  editAxis(next, "xaxis", edits.xTitle, edits.xType);
  editAxis(next, "yaxis", edits.yTitle, edits.yType);
  return next;
}

/** The text of a title in an upgraded layout, as `title` or as that of an axis. */
export function titleText(layout: Members, axis?: "xaxis" | "yaxis"): string {
  const holder = axis === undefined ? layout : layout[axis];
  const title = isMembers(holder) ? holder.title : undefined;
  return isMembers(title) && typeof title.text === "string" ? title.text : "";
}

function editAxis(layout: Members, name: string, title: string | undefined, type: AxisType | undefined): void {
  if (title === undefined && type === undefined) return;
  const axis: Members = isMembers(layout[name]) ? { ...layout[name] } : {};
  if (title !== undefined) axis.title = retitled(axis.title, title);
  if (type !== undefined && type !== axis.type) {
    axis.type = type;
    delete axis.range; // a log axis has the range in powers of ten
    delete axis.autorange;
  }
  layout[name] = axis;
}

function retitled(title: unknown, text: string): Members {
  return { ...(isMembers(title) ? title : {}), text };
}
