/** The default colours of plots in both themes. */
import { isMembers, type Members } from "./compat";

export type PlotTheme = "light" | "dark";

interface Palette {
  paper: string;
  ink: string;
  quiet: string;
  grid: string;
  strong: string;
  raised: string;
  lines: readonly string[];
}

/** The palettes. The trace colours of the light theme are Plotly's own. */
const PALETTES: Readonly<Record<PlotTheme, Palette>> = {
  light: {
    paper: "#ffffff",
    ink: "#333333",
    quiet: "#5a616d",
    grid: "#e6e8ec",
    strong: "#9aa0aa",
    raised: "#f6f7f9",
    lines: "#1f77b4 #ff7f0e #2ca02c #d62728 #9467bd #8c564b #e377c2 #7f7f7f #bcbd22 #17becf".split(" "),
  },
  dark: {
    paper: "#181c24",
    ink: "#dde2ea",
    quiet: "#a3acbb",
    grid: "#313847",
    strong: "#6f7888",
    raised: "#222834",
    lines: "#5aa9e6 #ff9f45 #5fc96a #ff6b6b #b79be0 #c49a8d #f29ad6 #b0b5bd #d6d84a #4fd8e6".split(" "),
  },
};

/** A figure with its own background keeps the light palette, because its colours belong together. */
function themeOf(layout: Members, theme: PlotTheme): PlotTheme {
  return layout.paper_bgcolor !== undefined || layout.plot_bgcolor !== undefined ? "light" : theme;
}

export function templateOf(layout: Members, theme: PlotTheme): Members {
  return isMembers(layout.template) ? layout.template : TEMPLATES[themeOf(layout, theme)];
}

/** The colours that Plotly assigns to the traces of this layout, in order. */
export function colorsOf(layout: Members, theme: PlotTheme): readonly string[] {
  const template = templateOf(layout, theme).layout;
  const own = [layout.colorway, isMembers(template) ? template.colorway : undefined].find(isColors);
  return own ?? PALETTES.light.lines;
}

function isColors(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0;
}

const TEMPLATES: Readonly<Record<PlotTheme, Members>> = {
  light: templateFrom(PALETTES.light),
  dark: templateFrom(PALETTES.dark),
};

function templateFrom({ paper, ink, quiet, grid, strong, raised, lines }: Palette): Members {
  const axis = { color: ink, gridcolor: grid, linecolor: strong, zerolinecolor: strong, tickcolor: strong };
  const axis3d = { ...axis, backgroundcolor: paper, showbackground: false };
  const round = { bgcolor: paper, angularaxis: axis, radialaxis: axis };
  return {
    layout: {
      paper_bgcolor: paper,
      plot_bgcolor: paper,
      font: { color: ink },
      colorway: lines,
      xaxis: axis,
      yaxis: axis,
      polar: round,
      ternary: { bgcolor: paper, aaxis: axis, baxis: axis, caxis: axis },
      smith: { bgcolor: paper, realaxis: axis, imaginaryaxis: axis },
      scene: { xaxis: axis3d, yaxis: axis3d, zaxis: axis3d },
      geo: { bgcolor: paper, landcolor: raised, coastlinecolor: quiet, framecolor: strong, subunitcolor: strong },
      annotationdefaults: { arrowcolor: quiet },
      shapedefaults: { line: { color: quiet } },
      legend: { bgcolor: "rgba(0,0,0,0)" },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: quiet, activecolor: ink },
    },
    data: {
      table: [
        {
          cells: { fill: { color: paper }, line: { color: grid } },
          header: { fill: { color: raised }, line: { color: grid } },
        },
      ],
    },
  };
}
