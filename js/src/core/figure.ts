/** A plot window turned into what Plotly is given: upgraded, in the colours of the page, filling its pane. */
import type { Window } from "../protocol.gen";
import { type Kept, restoreLayout, restoreVisible } from "./carryOver";
import { isMembers, type Members, upgradeLayout, upgradeTrace } from "./plotlyCompat";
import { editedLayout, type PlotEdits } from "./plotEdits";
import { fitted, type PlotSize } from "./plotFit";
import { colorsOf, type PlotTheme, templateOf } from "./plotTheme";
import { drawnTrace, isSmoothable, rangesOf, smoothed, type TraceView } from "./traces";

export interface Figure {
  readonly data: Members[];
  readonly layout: Members;
  /** The layout as it was before what is kept was written into it. */
  readonly given: Members;
  /** `uid` of each trace -> whether it was to be shown before that. */
  readonly visible: ReadonlyMap<string, unknown>;
}

/** How a plot is looked at. */
export interface View {
  readonly size: PlotSize;
  readonly theme: PlotTheme;
  /** Strength from 1, or null for none. */
  readonly smoothing: number | null;
  readonly edits: PlotEdits;
  readonly kept: Kept;
  /** Whether very long traces are drawn by the graphics card. */
  readonly webgl: boolean;
}

export function tracesOf(window: Window): readonly unknown[] {
  return isMembers(window.content) && Array.isArray(window.content.data) ? window.content.data : [];
}

/** The layout of a window in the words of the present Plotly. */
export function layoutOf(window: Window): Members {
  return upgradeLayout(isMembers(window.content) ? window.content.layout : undefined);
}

/**
 * The figure of a window, which Plotly may write to. `datarevision` differs whenever the data may differ; `uirevision`
 * never does, so that what people moved stays while data arrive.
 */
export function figureOf(window: Window, view: View, revision: number): Figure {
  const traces = withIdentities(tracesOf(window).map((trace) => ownContainers(upgradeTrace(trace)) as Members));
  const own = copyOf(editedLayout(layoutOf(window), view.edits)) as Members;
  const given: Members = {
    ...fitted(own, legendNames(traces, own), view.size),
    template: templateOf(own, view.theme),
    datarevision: revision,
    uirevision: own.uirevision ?? window.id,
  };
  if (view.smoothing !== null) given.legend = { tracegroupgap: 0, ...(given.legend as Members) };
  const layout = copyOf(given) as Members;
  restoreLayout(view.kept, layout);
  const drawing = { ranges: rangesOf(layout), webgl: view.webgl };
  const data = drawnTraces(traces, colorsOf(own, view.theme), view.smoothing, drawing);
  const visible = new Map(data.map((trace) => [String(trace.uid), trace.visible]));
  restoreVisible(view.kept, data);
  return { data, layout, given, visible };
}

/** Smoothed copies come behind all others, so that a trace has the same number in the window and in the figure. */
function drawnTraces(
  traces: readonly Members[],
  colors: readonly string[],
  smoothing: number | null,
  view: TraceView,
): Members[] {
  const copies: Members[] = [];
  const drawn = traces.map((trace, index) => {
    const shown = drawnTrace({ ...trace }, view);
    if (smoothing === null || !isSmoothable(trace)) return shown;
    const [original, copy] = smoothed(trace, shown, smoothing, colors[index % colors.length] ?? "#1f77b4", view);
    copies.push(copy);
    return original;
  });
  return [...drawn, ...copies];
}

/** A trace with a name of its own is known by it, so that a hidden one stays hidden when another is removed. */
function withIdentities(traces: Members[]): Members[] {
  const names = traces.map((trace) => trace.name);
  return traces.map((trace, index) => {
    const { name } = trace;
    const unique = typeof name === "string" && name !== "" && names.indexOf(name) === names.lastIndexOf(name);
    return { uid: unique ? `named_${asIdentifier(name)}` : `trace_${index}`, ...trace };
  });
}

/** Plotly looks for elements by their identity, so it must be one in a selector as well. */
function asIdentifier(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}

/** The names that a legend would list; none where there would be no legend. */
function legendNames(traces: readonly Members[], layout: Members): string[] {
  if (layout.showlegend === false || (traces.length < 2 && layout.showlegend !== true)) return [];
  return traces.filter((trace) => trace.showlegend !== false).map(({ name }) => (typeof name === "string" ? name : "trace 0"));
}

/** Copies of all objects and lists of objects, sharing the lists of values, which Plotly does not write to. */
function ownContainers(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(isMembers) ? value.map(ownContainers) : value;
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ownContainers(member)]));
}

/** Of a layout, Plotly writes to lists as well, such as the range of an axis. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}
