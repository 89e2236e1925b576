/** Keeps what a person did to a plot (zoom, camera, hidden traces) while its figure is replaced or drawn anew. */
import { isMembers, type Members } from "./compat";

/** What one change replaced, so that a figure which later says something else is obeyed. */
interface Change {
  readonly value: unknown;
  readonly instead: string;
}

export interface Kept {
  /** Path in the layout, such as `xaxis.range[0]` -> what the person made of it. */
  readonly layout: ReadonlyMap<string, Change>;
  /** `uid` of a trace -> whether it is shown. */
  readonly visible: ReadonlyMap<string, Change>;
}

export const NOTHING_KEPT: Kept = { layout: new Map(), visible: new Map() };

/** Sizes are those of the pane. */
const NOT_KEPT = /^(width|height|autosize)$/;
const RANGE = /^([xy]axis\d*)\.(range|autorange)\b/;

/** After Plotly told of a change to the layout that it was given. */
export function keepLayout(kept: Kept, changes: Members, given: Members): Kept {
  const layout = new Map(kept.layout);
  for (const [path, value] of Object.entries(changes)) {
    if (NOT_KEPT.test(path)) continue;
    const axis = RANGE.exec(path)?.[1];
    if (axis !== undefined) forgetRange(layout, axis, path);
    layout.set(path, { value, instead: textAt(given, path) });
  }
  return { ...kept, layout };
}

/** A new range ends what was said of another one, both of its ends together. */
function forgetRange(layout: Map<string, Change>, axis: string, path: string): void {
  const isOtherEnd = (other: string) => /\[\d\]$/.test(path) && /\[\d\]$/.test(other);
  for (const other of [...layout.keys()]) {
    if (RANGE.exec(other)?.[1] === axis && !isOtherEnd(other)) layout.delete(other);
  }
}

/** After Plotly told that traces were shown or hidden. */
export function keepVisible(kept: Kept, shown: ReadonlyMap<string, unknown>, given: ReadonlyMap<string, unknown>): Kept {
  const visible = new Map(kept.visible);
  for (const [uid, value] of shown) {
    visible.set(uid, { value, instead: JSON.stringify(given.get(uid)) ?? "" });
  }
  return { ...kept, visible };
}

/** Writes what is kept into a layout made for Plotly, where it still says what it said then. */
export function restoreLayout(kept: Kept, layout: Members): void {
  const before = new Map([...kept.layout.keys()].map((path) => [path, textAt(layout, path)]));
  for (const [path, { value, instead }] of kept.layout) {
    if (before.get(path) !== instead) continue;
    const axis = RANGE.exec(path)?.[1];
    if (axis !== undefined && isMembers(layout[axis])) delete layout[axis][path.includes("autorange") ? "range" : "autorange"];
    setAt(layout, path, value);
  }
}

/** The same for the traces of a figure. */
export function restoreVisible(kept: Kept, data: readonly Members[]): void {
  for (const trace of data) {
    const change = kept.visible.get(String(trace.uid));
    if (change === undefined || change.instead !== (JSON.stringify(trace.visible) ?? "")) continue;
    if (change.value === undefined || change.value === null) delete trace.visible;
    else trace.visible = change.value;
  }
}

/** `scene.camera`, `xaxis.range[0]` -> the keys on the way. */
function keysOf(path: string): string[] {
  return path.split(/[.[\]]/).filter((key) => key !== "");
}

/** The value of the whole range stands for both of its ends. */
function textAt(layout: Members, path: string): string {
  let value: unknown = layout;
  for (const key of keysOf(path.replace(/\[\d\]$/, ""))) {
    value = typeof value === "object" && value !== null ? (value as Members)[key] : undefined;
  }
  return JSON.stringify(value) ?? "";
}

function setAt(layout: Members, path: string, value: unknown): void {
  const keys = keysOf(path);
  const last = keys.pop();
  let holder: Members = layout;
  for (const [index, key] of keys.entries()) {
    const wantsList = /^\d+$/.test(keys[index + 1] ?? last ?? "");
    const child = holder[key];
    const copy = Array.isArray(child) ? [...(child as unknown[])] : isMembers(child) ? { ...child } : wantsList ? [] : {};
    holder[key] = copy; // the list may be that of the window
    holder = copy as Members;
  }
  if (last !== undefined) holder[last] = value;
}
