/** The points of a plot as a table: comma-separated, one row per point. */
import { isMembers, upgradeTrace } from "./plotlyCompat";
import { valuesOf } from "./numbers";

/** The members that hold the points of the kinds of traces there are. */
const COLUMNS = ["x", "y", "z", "open", "high", "low", "close", "r", "theta", "lat", "lon", "labels", "parents", "values", "text"];

/** All traces below each other, told apart by the first column; tables of numbers (`z`) by row and column. */
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
  for (const [place, name] of ["x", "y", "z"].entries()) columns.set(name, cells.map((cell) => cell[place]));
}

function asText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
