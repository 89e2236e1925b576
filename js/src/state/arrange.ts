/** The arrangement of panes: packing, adding, removing, moving and resizing. */
import type { GridItem, Window } from "../protocol.gen";
import { titleTest } from "./filter";
import { byPosition, naturalSize, packShelves, positionAfter, type Size, SMALLEST } from "./layout";
import { CURRENT_VIEW, type PageState } from "./state";

/** Reads the position that this browser stored for a window of the current environment. */
export type StoredPosition = (win: string) => GridItem | undefined;

/** Packs all panes on shelves in their order, matches of the filter first. */
export function pack(state: PageState): PageState {
  const hidden = new Set(hiddenPanes(state));
  const order = [...state.order].sort((a, b) => Number(hidden.has(a)) - Number(hidden.has(b)));
  const items = order.map((id) => sizeOf(state, id));
  return withPositions(state, packShelves(items, state.columns));
}

/** Adds a pane after all others in its last known size; a restored pane returns to its position. */
export function addPane(state: PageState, window: Window, stored: StoredPosition): PageState {
  const known = state.savedPositions[window.id] ?? stored(window.id);
  const size = known !== undefined && known.w > 0 && known.h > 0 ? known : naturalSize(window);
  const order = orderWith(window.id, state.order, state.orderBefore);
  const last = state.positions.get(state.order.at(-1) ?? "");
  const position = positionAfter(last, state.positions.values(), { i: window.id, w: size.w, h: size.h }, state.columns);
  const added = { ...state, order, positions: new Map(state.positions).set(window.id, position) };
  return order.at(-1) === window.id ? added : pack(added);
}

/** The order of all panes, with closed panes at their former positions. */
export function orderWithClosed({ order, orderBefore }: PageState): readonly string[] {
  const shown = new Set(order);
  const closed = orderBefore.filter((id) => !shown.has(id));
  return closed.reduce((all, id) => orderWith(id, all, orderBefore), order);
}

/** The order with one pane more: after its former predecessor, or else after all. */
function orderWith(id: string, order: readonly string[], before: readonly string[]): readonly string[] {
  const index = before.indexOf(id);
  if (index === -1) return [...order, id];
  const shown = new Set(order);
  const followed = before.slice(0, index).reverse().find((other) => shown.has(other));
  const target = followed === undefined ? 0 : order.indexOf(followed) + 1;
  return [...order.slice(0, target), id, ...order.slice(target)];
}

/** Resizes a pane if its window requests another size than before. */
export function followSize(state: PageState, before: Window, after: Window): PageState {
  const position = state.positions.get(after.id);
  if (position === undefined || (before.width === after.width && before.height === after.height)) return state;
  const size = naturalSize(after);
  const changed = { ...position, w: Math.min(size.w, state.columns), h: size.h };
  const x = Math.min(changed.x, state.columns - changed.w);
  return { ...state, positions: new Map(state.positions).set(after.id, { ...changed, x }) };
}

/** Removes panes and packs the others. */
export function removePanes(state: PageState, gone: ReadonlySet<string>): PageState {
  const remains = ([id]: readonly [string, unknown]) => !gone.has(id);
  return pack({
    ...state,
    windows: new Map([...state.windows].filter(remains)),
    positions: new Map([...state.positions].filter(remains)),
    order: state.order.filter((id) => !gone.has(id)),
    focused: state.focused !== null && gone.has(state.focused) ? null : state.focused,
    fullScreen: state.fullScreen !== null && gone.has(state.fullScreen) ? null : state.fullScreen,
  });
}

/** The order of a newly opened environment: by stored position, then by age. */
export function orderAsStored(state: PageState, stored: StoredPosition): PageState {
  const known = new Map(
    state.order.flatMap((id) => {
      const position = state.savedPositions[id] ?? stored(id);
      return position === undefined ? [] : [[id, position] as const];
    }),
  );
  const age = new Map(state.order.map((id, index) => [id, state.windows.get(id)?.i ?? index]));
  const order = [...state.order].sort((a, b) => {
    const [positionA, positionB] = [known.get(a), known.get(b)];
    if (positionA !== undefined && positionB !== undefined) return byPosition(positionA, positionB);
    if (positionA !== undefined || positionB !== undefined) return positionA !== undefined ? -1 : 1;
    return (age.get(a) ?? 0) - (age.get(b) ?? 0);
  });
  return { ...state, order };
}

/** Applies a grid that the user changed by hand, and leaves the saved view. */
export function arrangeByHand(state: PageState, items: readonly GridItem[]): PageState {
  const shown = items.filter((item) => state.positions.has(item.i));
  if (movedItems(state, shown).length === 0) return state;
  return { ...withPositions(state, shown), view: CURRENT_VIEW, order: [...shown].sort(byPosition).map((item) => item.i) };
}

/** The items with another position or size than before. */
export function movedItems(before: PageState, items: Iterable<GridItem>): GridItem[] {
  return [...items].filter((item) => {
    const position = before.positions.get(item.i);
    return position !== undefined && (["x", "y", "w", "h"] as const).some((name) => position[name] !== item[name]);
  });
}

/** Moves a pane by a number of steps in the order. */
export function movePane(state: PageState, win: string, steps: number): PageState {
  const index = state.order.indexOf(win);
  const others = state.order.filter((id) => id !== win);
  const target = Math.min(Math.max(0, index + steps), others.length);
  if (index === -1 || target === index) return state;
  return pack({ ...state, view: CURRENT_VIEW, order: [...others.slice(0, target), win, ...others.slice(target)] });
}

/** Makes a pane larger or smaller. */
export function growPane(state: PageState, win: string, columns: number, rows: number): PageState {
  const position = state.positions.get(win);
  return position === undefined ? state : resizePane(state, win, { w: position.w + columns, h: position.h + rows });
}

/** Resizes a pane to the size that its window requests. */
export function resetPane(state: PageState, win: string): PageState {
  const window = state.windows.get(win);
  return window === undefined ? state : resizePane(state, win, naturalSize(window));
}

function resizePane(state: PageState, win: string, size: Size): PageState {
  const position = state.positions.get(win);
  if (position === undefined) return state;
  const w = Math.min(Math.max(SMALLEST.w, size.w), state.columns);
  const resized = { ...position, w, h: Math.max(SMALLEST.h, size.h) };
  return pack({ ...state, view: CURRENT_VIEW, positions: new Map(state.positions).set(win, resized) });
}

/** The panes whose title does not match the filter. */
export function hiddenPanes(state: PageState): string[] {
  if (state.filter === "") return [];
  const matches = titleTest(state.filter, state.filterKind);
  return state.order.filter((id) => !matches(titleOf(state.windows.get(id))));
}

/** The title of a window; empty when it has none. */
export function titleOf(window: Window | undefined): string {
  return typeof window?.title === "string" ? window.title : "";
}

function sizeOf(state: PageState, id: string): { i: string; w: number; h: number } {
  const position = state.positions.get(id);
  return { i: id, w: position?.w ?? 1, h: position?.h ?? 1 };
}

function withPositions(state: PageState, items: readonly GridItem[]): PageState {
  const positions = items.map(({ i, x, y, w, h }) => [i, { i, x, y, w, h }] as const);
  return { ...state, positions: new Map(positions) };
}
