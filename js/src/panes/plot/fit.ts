/** Fits a layout to the size of its pane: margins, font sizes, the position of the legend. */
import { isMembers, type Members } from "./compat";

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** Below this size, margins and legend give their room to the picture. */
const SMALL = { width: 260, height: 200 };
const SIDES = { l: "width", r: "width", t: "height", b: "height" } as const;
const USUAL_MARGINS = { l: 60, r: 30, t: 50, b: 50 };
const TITLE_STANDOFF = 8;
/** A camera that shows all of a scene with its axis titles. */
const CAMERA = { eye: { x: 1.5, y: 1.5, z: 1.2 } };
const LETTER_WIDTH = 6.5;
const LEGEND_SYMBOL_WIDTH = 50;

export function isSmall({ width, height }: PlotSize): boolean {
  return width < SMALL.width || height < SMALL.height;
}

/** The layout for this size. Fonts and legend of the figure stay; margins only shrink. */
export function fitted(layout: Members, names: readonly string[], size: PlotSize): Members {
  const small = isSmall(size);
  const legend = legendPosition(layout, names, size);
  return {
    ...layout,
    ...withAutomargin(layout),
    ...withCamera(layout),
    width: size.width,
    height: size.height,
    autosize: false,
    margin: marginsFor(layout, size),
    font: { size: small ? 9 : 12, ...asMembers(layout.font) },
    ...(small ? { title: withFont(layout.title, 11) } : {}),
    ...(small && legend !== null ? { showlegend: false } : {}), // the hover labels show the names
    legend: { ...legend, ...asMembers(layout.legend) },
    hoverlabel: { namelength: small ? 12 : 30, font: { size: small ? 10 : 12 }, ...asMembers(layout.hoverlabel) },
  };
}

/** No margin takes more than a sixth; only a figure with a title has room for one. */
function marginsFor(layout: Members, size: PlotSize): Members {
  const margin = { ...USUAL_MARGINS, ...asMembers(layout.margin) } as Members;
  for (const [side, dimension] of Object.entries(SIDES)) {
    const wanted = margin[side];
    if (typeof wanted === "number") margin[side] = Math.round(Math.min(wanted, size[dimension] / 6));
  }
  const top = typeof margin.t === "number" ? margin.t : USUAL_MARGINS.t;
  margin.t = hasText(layout.title) ? Math.max(top, isSmall(size) ? 22 : 40) : Math.min(top, 28);
  return margin;
}

/** Labels and titles of axes push the picture aside instead of being cut off; a title stays near its labels. */
function withAutomargin(layout: Members): Members {
  const axes = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
  const named = new Set(["xaxis", "yaxis", ...axes]);
  return Object.fromEntries(
    [...named].flatMap((name) => {
      const axis = layout[name];
      if (axis !== undefined && !isMembers(axis)) return [];
      return [[name, { automargin: true, ...axis, ...(isMembers(axis?.title) ? { title: near(axis.title) } : {}) }]];
    }),
  );
}

function withCamera(layout: Members): Members {
  const scenes = Object.entries(layout).filter(([name]) => /^scene\d*$/.test(name));
  return Object.fromEntries(scenes.map(([name, scene]) => [name, isMembers(scene) ? { camera: CAMERA, ...scene } : scene]));
}

function near(title: Members): Members {
  return { standoff: TITLE_STANDOFF, ...title };
}

/** Below the picture for a legend that would take more than a third of the width; null for Plotly's default. */
function legendPosition(layout: Members, names: readonly string[], { width }: PlotSize): Members | null {
  if (layout.showlegend === false || names.length === 0) return null;
  const letters = Math.max(...names.map((name) => name.length));
  if (letters * LETTER_WIDTH + LEGEND_SYMBOL_WIDTH < width / 3) return null;
  return { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0, xanchor: "left" };
}

function withFont(title: unknown, size: number): unknown {
  if (!isMembers(title)) return title;
  return { ...title, font: { size, ...asMembers(title.font) } };
}

function hasText(title: unknown): boolean {
  return isMembers(title) && typeof title.text === "string" && title.text.trim() !== "";
}

function asMembers(value: unknown): Members {
  return isMembers(value) ? value : {};
}
