/** One plot on the page: draws its figure, appends points without a redraw, and keeps the view state of the user. */
import type { Window } from "../../protocol.gen";
import { POINTS, Series } from "../../state/series";
import { claimWebgl, releaseWebgl } from "./budget";
import { isMembers, type Members } from "./compat";
import { type Figure, figureOf, type FigureOptions, tracesOf } from "./figure";
import { missing, type PlotElement, type PlotlyApi } from "./plotly";
import { MANY_POINTS } from "./thinning";
import { isThinned } from "./traces";
import { NO_VIEW_STATE, recordLayout, recordVisibility } from "./viewState";

/** The points appended to a trace: the same number in each list. */
export interface Growth {
  readonly trace: number;
  readonly points: Readonly<Partial<Record<(typeof POINTS)[number], readonly unknown[]>>>;
  readonly count: number;
}

/**
 * The points of `after` that are not drawn yet, where `drawn` are the traces given to Plotly for `before`; null when anything
 * differs.
 */
export function growthOf(before: unknown, after: unknown, drawn: readonly Members[]): Growth[] | null {
  if (!isMembers(before) || !isMembers(after) || !sameApartFrom(before, after, ["data"])) return null;
  const [old, data] = [before.data, after.data];
  if (!Array.isArray(old) || !Array.isArray(data) || old.length !== data.length) return null;
  const growths: Growth[] = [];
  for (const [trace, members] of data.entries()) {
    if (members === old[trace]) continue;
    const growth = growthOfTrace(trace, old[trace], members, drawn[trace]);
    if (growth === null) return null;
    if (growth.count > 0) growths.push(growth);
  }
  return growths;
}

function growthOfTrace(trace: number, before: unknown, after: unknown, drawn: Members | undefined): Growth | null {
  if (!isMembers(before) || !isMembers(after) || !sameApartFrom(before, after, POINTS)) return null;
  const points: Record<string, readonly unknown[]> = {};
  for (const name of POINTS) {
    const [old, now, shown] = [before[name], after[name], drawn?.[name]];
    if (now === undefined && old === undefined && shown === undefined) continue;
    if (!(now instanceof Series) || !now.continues(old) || !Array.isArray(shown)) return null;
    points[name] = now.slice(shown.length);
  }
  const counts = new Set(Object.values(points).map((added) => added.length));
  return counts.size === 1 ? { trace, points, count: [...counts][0] ?? 0 } : null;
}

function sameApartFrom(before: Members, after: Members, names: readonly string[]): boolean {
  const [old, now] = [Object.keys(before), Object.keys(after)];
  return old.length === now.length && now.every((name) => names.includes(name) ? name in before : after[name] === before[name]);
}

/** The display options of a plot; a new object on each change. */
export type PlotOptions = Pick<FigureOptions, "size" | "theme" | "smoothing" | "edits">;

/** What is drawn now. */
interface Shown {
  readonly window: Window;
  readonly options: PlotOptions;
  readonly figure: Figure;
}

/** No data goes to the chart host of Plotly. */
const CONFIG = { displaylogo: false, showSendToCloud: false, plotlyServerURL: "" };

export class Drawing {
  private viewState = NO_VIEW_STATE;
  private shown: Shown | null = null;
  private revision = 0;

  /** `onZoom` is called when thinned traces should be drawn for another part of their axes. */
  constructor(
    private readonly element: PlotElement,
    private readonly onZoom: () => void,
  ) {}

  async draw(plotly: PlotlyApi, window: Window, options: PlotOptions): Promise<void> {
    const growths = this.growthSince(window, options);
    if (growths === null) return this.redraw(plotly, window, options);
    this.shown = { ...this.shown!, window };
    if (growths.length > 0) await extend(plotly, this.element, growths);
  }

  /** Trace types that Plotly does not support; it shows another type in their place. */
  unsupportedTypes(): string[] {
    const given = this.shown?.figure.data ?? [];
    const drawn = this.element._fullData ?? [];
    const differs = ({ type }: Members, index: number) => typeof type === "string" && drawn[index]?.type !== type;
    return [...new Set(given.filter(differs).map(({ type }) => String(type)))];
  }

  /** The next draw thins again, for the current ranges of the axes. */
  forgetThinned(): void {
    this.shown = null;
  }

  remove(plotly: PlotlyApi): void {
    this.shown = null;
    this.revision += 1;
    releaseWebgl(this);
    plotly.purge(this.element);
  }

  private async redraw(plotly: PlotlyApi, window: Window, options: PlotOptions): Promise<void> {
    const webgl = tracesOf(window).some(isThinned) && claimWebgl(this);
    this.revision += 1;
    const figure = figureOf(window, { ...options, viewState: this.viewState, webgl }, this.revision);
    this.shown = null; // until the draw succeeds: a half-drawn plot is not extended
    const loading = missing(figure);
    if (loading !== null) {
      const { revision } = this;
      await loading;
      if (revision !== this.revision) return; // a newer draw started, or the plot was removed
    }
    const isNew = this.element._fullData === undefined;
    await plotly.react(this.element, figure.data, figure.layout, CONFIG);
    this.shown = { window, options, figure };
    if (isNew) this.listen();
  }

  /** The points to append; null when more changed or a line would become too long. */
  private growthSince(window: Window, options: PlotOptions): Growth[] | null {
    const { shown } = this;
    if (shown === null || shown.options !== options || options.smoothing !== null) return null;
    const growths = growthOf(shown.window.content, window.content, shown.figure.data);
    const fits = ({ trace, count }: Growth) => {
      const drawn = shown.figure.data[trace]?.y;
      return Array.isArray(drawn) && drawn.length + count <= MANY_POINTS;
    };
    return growths?.every(fits) ? growths : null;
  }

  private listen(): void {
    this.element.on?.("plotly_relayout", (changes: Members) => {
      if (this.shown === null) return;
      this.viewState = recordLayout(this.viewState, changes, this.shown.figure.given);
      const isZoom = Object.keys(changes).some((path) => /^[xy]axis\d*\.(auto)?range/.test(path));
      if (isZoom && tracesOf(this.shown.window).some(isThinned)) this.onZoom();
    });
    this.element.on?.("plotly_restyle", ([changes, traces]: [Members, readonly number[]]) => {
      if (this.shown === null || !("visible" in changes)) return;
      const values = Array.isArray(changes.visible) ? changes.visible : [changes.visible];
      const uids = traces.map((trace) => String(this.element.data?.[trace]?.uid));
      const visible = new Map(uids.map((uid, index) => [uid, values[index % values.length] as unknown]));
      this.viewState = recordVisibility(this.viewState, visible, this.shown.figure.visible);
    });
  }
}

/** Extends all traces in one call, unless their members differ. */
async function extend(plotly: PlotlyApi, element: PlotElement, growths: readonly Growth[]): Promise<void> {
  const traces = growths.map(({ trace }) => trace);
  const names = Object.keys(growths[0]?.points ?? {}) as ("x" | "y")[];
  if (growths.some(({ points }) => Object.keys(points).join() !== names.join())) {
    for (const growth of growths) await extend(plotly, element, [growth]);
    return;
  }
  const points = Object.fromEntries(names.map((name) => [name, growths.map((growth) => [...(growth.points[name] ?? [])])]));
  await plotly.extendTraces(element, points, traces);
}
