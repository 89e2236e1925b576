/** The view state of a plot (zoom, camera, hidden traces), which survives redraws and new figures. */
import { isMembers, type Members } from "./compat";

/** A change of the user, with the value of the figure that it replaced: a figure that changes the value wins. */
interface Change {
  readonly value: unknown;
  readonly replaced: string;
}

export interface ViewState {
  /** Path in the layout, such as `xaxis.range[0]` -> change. */
  readonly layout: ReadonlyMap<string, Change>;
  /** `uid` of a trace -> change of its visibility. */
  readonly visible: ReadonlyMap<string, Change>;
}

export const NO_VIEW_STATE: ViewState = { layout: new Map(), visible: new Map() };

/** The pane sets sizes. */
const NOT_RECORDED = /^(width|height|autosize)$/;
const RANGE = /^([xy]axis\d*)\.(range|autorange)\b/;

/** The state after a `plotly_relayout` event on a drawn layout. */
export function recordLayout(state: ViewState, changes: Members, given: Members): ViewState {
  const layout = new Map(state.layout);
  for (const [path, value] of Object.entries(changes)) {
    if (NOT_RECORDED.test(path)) continue;
    const axis = RANGE.exec(path)?.[1];
    if (axis !== undefined) dropRange(layout, axis, path);
    layout.set(path, { value, replaced: textAt(given, path) });
  }
  return { ...state, layout };
}

/** A new range replaces all changes of the same axis, except its other end. */
function dropRange(layout: Map<string, Change>, axis: string, path: string): void {
  const isOtherEnd = (other: string) => /\[\d\]$/.test(path) && /\[\d\]$/.test(other);
  for (const other of [...layout.keys()]) {
    if (RANGE.exec(other)?.[1] === axis && !isOtherEnd(other)) layout.delete(other);
  }
}

/** The state after a `plotly_restyle` event that shows or hides traces. */
export function recordVisibility(
  state: ViewState,
  shown: ReadonlyMap<string, unknown>,
  given: ReadonlyMap<string, unknown>,
): ViewState {
  const visible = new Map(state.visible);
  for (const [uid, value] of shown) {
    visible.set(uid, { value, replaced: JSON.stringify(given.get(uid)) ?? "" });
  }
  return { ...state, visible };
}

/** Applies the state to a layout, where the figure has not changed the value. */
export function restoreLayout(state: ViewState, layout: Members): void {
  const before = new Map([...state.layout.keys()].map((path) => [path, textAt(layout, path)]));
  for (const [path, { value, replaced }] of state.layout) {
    if (before.get(path) !== replaced) continue;
    const axis = RANGE.exec(path)?.[1];
    if (axis !== undefined && isMembers(layout[axis])) delete layout[axis][path.includes("autorange") ? "range" : "autorange"];
    setAt(layout, path, value);
  }
}

/** Applies the state to the traces of a figure. */
export function restoreVisible(state: ViewState, data: readonly Members[]): void {
  for (const trace of data) {
    const change = state.visible.get(String(trace.uid));
    if (change === undefined || change.replaced !== (JSON.stringify(trace.visible) ?? "")) continue;
    if (change.value === undefined || change.value === null) delete trace.visible;
    else trace.visible = change.value;
  }
}

/** The keys of a path such as `scene.camera` or `xaxis.range[0]`. */
function keysOf(path: string): string[] {
  return path.split(/[.[\]]/).filter((key) => key !== "");
}

/** The value at a path, as JSON; for an end of a range, the whole range. */
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
    holder[key] = copy; // the list may belong to the window
    holder = copy as Members;
  }
  if (last !== undefined) holder[last] = value;
}
