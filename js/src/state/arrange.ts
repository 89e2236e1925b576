/** Which pane is where: packing, adding, removing, and taking over what the person arranged. */
import type { GridItem, Window } from "../protocol.gen";
import { titleTest } from "./filter";
import { byPlace, naturalSize, packShelves, placeAfter, type Size, SMALLEST } from "./layout";
import { CURRENT_VIEW, type PageState } from "./state";

/** The place that this browser remembers for a window of the current environment. */
export type Remembered = (win: string) => GridItem | undefined;

/** Puts every pane on its shelf: those that the filter wants first, in their order. */
export function pack(state: PageState): PageState {
  const hidden = new Set(hiddenPanes(state));
  const order = [...state.order].sort((a, b) => Number(hidden.has(a)) - Number(hidden.has(b)));
  const items = order.map((id) => sizeOf(state, id));
  return withPlaces(state, packShelves(items, state.columns));
}

/** Adds a pane behind all others, in the size it had when it was last seen; one that was closed, where it was. */
export function addPane(state: PageState, window: Window, remembered: Remembered): PageState {
  const known = state.savedPlaces[window.id] ?? remembered(window.id);
  const size = known !== undefined && known.w > 0 && known.h > 0 ? known : naturalSize(window);
  const order = orderWith(window.id, state.order, state.orderBefore);
  const last = state.places.get(state.order.at(-1) ?? "");
  const place = placeAfter(last, state.places.values(), { i: window.id, w: size.w, h: size.h }, state.columns);
  const added = { ...state, order, places: new Map(state.places).set(window.id, place) };
  return order.at(-1) === window.id ? added : pack(added);
}

/** The order of all panes, the closed ones among them where they were. */
export function orderWithClosed({ order, orderBefore }: PageState): readonly string[] {
  const shown = new Set(order);
  const closed = orderBefore.filter((id) => !shown.has(id));
  return closed.reduce((all, id) => orderWith(id, all, orderBefore), order);
}

/** The order with one pane more: behind the one that it followed before, or else behind all. */
function orderWith(id: string, order: readonly string[], before: readonly string[]): readonly string[] {
  const index = before.indexOf(id);
  if (index === -1) return [...order, id];
  const shown = new Set(order);
  const followed = before.slice(0, index).reverse().find((other) => shown.has(other));
  const target = followed === undefined ? 0 : order.indexOf(followed) + 1;
  return [...order.slice(0, target), id, ...order.slice(target)];
}

/** Gives a pane the size that its window now asks for, if it asks for another one than before. */
export function followSize(state: PageState, before: Window, after: Window): PageState {
  const place = state.places.get(after.id);
  if (place === undefined || (before.width === after.width && before.height === after.height)) return state;
  const size = naturalSize(after);
  const changed = { ...place, w: Math.min(size.w, state.columns), h: size.h };
  const x = Math.min(changed.x, state.columns - changed.w);
  return { ...state, places: new Map(state.places).set(after.id, { ...changed, x }) };
}

/** Takes panes away; the others close ranks. */
export function removePanes(state: PageState, gone: ReadonlySet<string>): PageState {
  const remains = ([id]: readonly [string, unknown]) => !gone.has(id);
  return pack({
    ...state,
    windows: new Map([...state.windows].filter(remains)),
    places: new Map([...state.places].filter(remains)),
    order: state.order.filter((id) => !gone.has(id)),
    focused: state.focused !== null && gone.has(state.focused) ? null : state.focused,
    fullScreen: state.fullScreen !== null && gone.has(state.fullScreen) ? null : state.fullScreen,
  });
}

/** The order of a freshly opened environment: as it was last arranged, then by age. */
export function orderAsRemembered(state: PageState, remembered: Remembered): PageState {
  const known = new Map(
    state.order.flatMap((id) => {
      const place = state.savedPlaces[id] ?? remembered(id);
      return place === undefined ? [] : [[id, place] as const];
    }),
  );
  const age = new Map(state.order.map((id, index) => [id, state.windows.get(id)?.i ?? index]));
  const order = [...state.order].sort((a, b) => {
    const [placeA, placeB] = [known.get(a), known.get(b)];
    if (placeA !== undefined && placeB !== undefined) return byPlace(placeA, placeB);
    if (placeA !== undefined || placeB !== undefined) return placeA !== undefined ? -1 : 1;
    return (age.get(a) ?? 0) - (age.get(b) ?? 0);
  });
  return { ...state, order };
}

/** Takes over a grid that the person changed by hand; it is a saved view no longer. */
export function arrangeByHand(state: PageState, items: readonly GridItem[]): PageState {
  const shown = items.filter((item) => state.places.has(item.i));
  if (movedItems(state, shown).length === 0) return state;
  return { ...withPlaces(state, shown), view: CURRENT_VIEW, order: [...shown].sort(byPlace).map((item) => item.i) };
}

/** Those that are elsewhere, or have another size, than before. */
export function movedItems(before: PageState, items: Iterable<GridItem>): GridItem[] {
  return [...items].filter((item) => {
    const place = before.places.get(item.i);
    return place !== undefined && (["x", "y", "w", "h"] as const).some((name) => place[name] !== item[name]);
  });
}

/** Moves a pane so many steps forward in the order. */
export function movePane(state: PageState, win: string, steps: number): PageState {
  const index = state.order.indexOf(win);
  const others = state.order.filter((id) => id !== win);
  const target = Math.min(Math.max(0, index + steps), others.length);
  if (index === -1 || target === index) return state;
  return pack({ ...state, view: CURRENT_VIEW, order: [...others.slice(0, target), win, ...others.slice(target)] });
}

/** Makes a pane larger or smaller. */
export function growPane(state: PageState, win: string, columns: number, rows: number): PageState {
  const place = state.places.get(win);
  return place === undefined ? state : resizePane(state, win, { w: place.w + columns, h: place.h + rows });
}

/** Gives a pane the size that its window asks for. */
export function resetPane(state: PageState, win: string): PageState {
  const window = state.windows.get(win);
  return window === undefined ? state : resizePane(state, win, naturalSize(window));
}

function resizePane(state: PageState, win: string, size: Size): PageState {
  const place = state.places.get(win);
  if (place === undefined) return state;
  const w = Math.min(Math.max(SMALLEST.w, size.w), state.columns);
  const resized = { ...place, w, h: Math.max(SMALLEST.h, size.h) };
  return pack({ ...state, view: CURRENT_VIEW, places: new Map(state.places).set(win, resized) });
}

/** The panes whose title the filter does not want. */
export function hiddenPanes(state: PageState): string[] {
  if (state.filter === "") return [];
  const matches = titleTest(state.filter, state.filterKind);
  return state.order.filter((id) => !matches(titleOf(state.windows.get(id))));
}

export function titleOf(window: Window | undefined): string {
  return typeof window?.title === "string" ? window.title : "";
}

function sizeOf(state: PageState, id: string): { i: string; w: number; h: number } {
  const place = state.places.get(id);
  return { i: id, w: place?.w ?? 1, h: place?.h ?? 1 };
}

function withPlaces(state: PageState, items: readonly GridItem[]): PageState {
  const places = items.map(({ i, x, y, w, h }) => [i, { i, x, y, w, h }] as const);
  return { ...state, places: new Map(places) };
}
