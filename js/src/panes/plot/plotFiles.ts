/** The files that a plot can be saved as. */
import { tracesAsCsv } from "../../core/csv";
import { tracesOf } from "../../core/figure";
import type { Window } from "../../protocol.gen";
import { fileNameOf, type Saveable } from "../saveable";
import { loadPlotly, type PlotElement } from "./plotly";

/** As sharp as a print needs it. */
const PNG_SCALE = 2;

/** Pictures only of what is drawn. */
export function plotFiles(window: Window, element: PlotElement | null): Saveable[] {
  const csv: Saveable = {
    label: "CSV of the points",
    filename: fileNameOf(window, "csv"),
    make: () => new Blob([tracesAsCsv(tracesOf(window))], { type: "text/csv;charset=utf-8" }),
  };
  if (element?._fullData === undefined) return [csv];
  const figure: Saveable = {
    label: "Plotly figure (JSON)",
    filename: fileNameOf(window, "plotly.json"),
    make: () => new Blob([JSON.stringify(window.content, null, 1)], { type: "application/json" }),
  };
  return [picture(window, element, "png"), picture(window, element, "svg"), csv, figure];
}

function picture(window: Window, element: PlotElement, format: "png" | "svg"): Saveable {
  const make = async () => {
    const plotly = await loadPlotly();
    const { clientWidth: width, clientHeight: height } = element;
    const scale = format === "png" ? { scale: PNG_SCALE } : {};
    return blobOf(await plotly.toImage(element, { format, width, height, ...scale }));
  };
  return { label: format.toUpperCase(), filename: fileNameOf(window, format), make };
}

/** Not by `fetch`, which pages with a strict policy may not use for data. */
function blobOf(address: string): Blob {
  const [head = "", body = ""] = [address.slice(0, address.indexOf(",")), address.slice(address.indexOf(",") + 1)];
  const type = head.replace(/^data:/, "").replace(/;base64$/, "");
  if (!head.endsWith(";base64")) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type });
}
