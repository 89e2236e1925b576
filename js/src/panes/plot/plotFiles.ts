/** The files that a plot can be saved as: pictures, the figure, and its points as a table. */
import type { Window } from "../../protocol.gen";
import { blobOf, fileNameOf, type Saveable } from "../../ui/files";
import { isMembers, upgradeTrace } from "./compat";
import { tracesOf } from "./figure";
import { valuesOf } from "./numbers";
import { loadPlotly, type PlotElement } from "./plotly";

/** Sharp enough for print. */
const PNG_SCALE = 2;

/** Pictures are offered only while the plot is drawn. */
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

/** The members that hold the points of the kinds of traces there are. */
const COLUMNS = ["x", "y", "z", "open", "high", "low", "close", "r", "theta", "lat", "lon", "labels", "parents", "values", "text"];

/** All traces as rows, with the trace in the first column; a `z` table has one row per cell. */
export function tracesAsCsv(traces: readonly unknown[]): string {
  const tables = traces.map((trace, index) => tableOf(upgradeTrace(trace), index));
  const columns = COLUMNS.filter((name) => tables.some((table) => table.columns.has(name)));
  const lines = [["trace", ...columns]];
  for (const { name, columns: own, length } of tables) {
    for (let row = 0; row < length; row += 1) lines.push([name, ...columns.map((column) => asText(own.get(column)?.[row]))]);
  }
  return lines.map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
}

interface Table {
  readonly name: string;
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  readonly length: number;
}

function tableOf(trace: Record<string, unknown>, index: number): Table {
  const columns = new Map<string, ArrayLike<unknown>>();
  const grid = gridOf(trace.z);
  if (grid !== null) addGrid(columns, grid, valuesOf(trace.x), valuesOf(trace.y));
  else {
    for (const name of COLUMNS) {
      const values = valuesOf(trace[name]);
      if (values !== null) columns.set(name, values);
    }
    const y = columns.get("y");
    if (y !== undefined && !columns.has("x")) columns.set("x", numbered(trace, y.length));
  }
  const { name } = trace;
  const length = Math.max(0, ...Array.from(columns.values(), (values) => values.length));
  return { name: typeof name === "string" && name !== "" ? name : `trace ${index}`, columns, length };
}

function numbered({ x0 = 0, dx = 1 }: Record<string, unknown>, length: number): unknown[] {
  const [first, step] = [Number(x0), Number(dx)];
  return Array.from({ length }, (_, index) => (Number.isNaN(first) ? index : first + index * (Number.isNaN(step) ? 1 : step)));
}

/** Rows of values, from lists of lists or from base64 with a shape of two dimensions. */
function gridOf(z: unknown): ArrayLike<unknown>[] | null {
  if (Array.isArray(z)) {
    const rows = z.map(valuesOf);
    return rows.length > 0 && rows.every((row) => row !== null) ? rows : null;
  }
  if (!isMembers(z) || typeof z.shape !== "string") return null;
  const [rows = 0, columns = 0] = z.shape.split(",").map(Number);
  const values = valuesOf({ ...z, shape: undefined });
  if (values === null || rows * columns !== values.length) return null;
  const all = Array.from(values);
  return Array.from({ length: rows }, (_, row) => all.slice(row * columns, (row + 1) * columns));
}

function addGrid(
  columns: Map<string, ArrayLike<unknown>>,
  rows: readonly ArrayLike<unknown>[],
  x: ArrayLike<unknown> | null,
  y: ArrayLike<unknown> | null,
): void {
  const cells = rows.flatMap((row, r) => Array.from(row, (value, c) => [x?.[c] ?? c, y?.[r] ?? r, value]));
  for (const [position, name] of ["x", "y", "z"].entries()) columns.set(name, cells.map((cell) => cell[position]));
}

function asText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
