/** Upgrades figures made for older versions of Plotly. Pure; the given figure is not changed. */
import { Series } from "../../state/series";

export type Members = Record<string, unknown>;

const TITLE_MEMBERS = { titlefont: "font", titleside: "side", titleposition: "position", titleoffset: "offset" };
/** Members that have a title or contain members with one: axes, color bars, legends. */
const TITLED = /^(([xyz]|[abc]|real|imaginary|radial|angular)axis|(scene|polar|ternary|smith|coloraxis|legend)|colorbar)\d*$/;
const LEADS_TO_TITLED = new Set(["marker", "line", "template", "layout"]);
const TRACES_WITH_TITLE = new Set(["pie", "funnelarea", "indicator"]);
/** Removed trace types -> their replacements. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  heatmapgl: "heatmap",
  pointcloud: "scattergl",
  scattermapbox: "scattermap",
  choroplethmapbox: "choroplethmap",
  densitymapbox: "densitymap",
};

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Series;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !isList(value);
}

/** A layout in the form that the current Plotly accepts. */
export function upgradeLayout(layout: unknown): Members {
  if (!isMembers(layout)) return {};
  const { mapbox, ...upgraded } = upgradeTitles(layout, true);
  return isMembers(mapbox) ? { map: mapbox, ...upgraded } : upgraded;
}

/** A trace in the form that the current Plotly accepts. */
export function upgradeTrace(trace: unknown): Members {
  if (!isMembers(trace)) return {};
  const { type } = trace;
  const upgraded = upgradeTitles(trace, typeof type === "string" && TRACES_WITH_TITLE.has(type));
  if (type === "contour") return upgradeContour(upgraded);
  return typeof type === "string" && type in SUCCESSORS ? { ...upgraded, type: SUCCESSORS[type] } : upgraded;
}

/** Programs name the limits of a contour plot as in surfaces. */
function upgradeContour({ cmin, cmax, ...trace }: Members): Members {
  return typeof cmin === "number" && typeof cmax === "number" ? { zmin: cmin, zmax: cmax, ...trace } : trace;
}

/** A copy with `title: "text"` and `titlefont` converted to `title: {text, font}`, recursively. */
function upgradeTitles(container: Members, hasTitle: boolean): Members {
  const copy: Members = {};
  for (const [name, value] of Object.entries(container)) {
    const titled = TITLED.test(name);
    copy[name] = isMembers(value) && (titled || LEADS_TO_TITLED.has(name)) ? upgradeTitles(value, titled || name === "layout") : value;
  }
  return hasTitle ? upgradeTitle(copy) : copy;
}

function upgradeTitle(container: Members): Members {
  const { title } = container;
  const parts: Members = isMembers(title) ? { ...title } : title === undefined || title === null ? {} : { text: String(title) };
  for (const [old, part] of Object.entries(TITLE_MEMBERS)) {
    if (!(old in container)) continue;
    parts[part] ??= container[old];
    delete container[old];
  }
  if (Object.keys(parts).length > 0) container.title = parts;
  return container;
}
