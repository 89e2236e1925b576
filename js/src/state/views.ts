/** Saved views: named orders and sizes of the panes of an environment, all in one JSON text. */
import type { GridItem } from "../protocol.gen";
import { pack } from "./arrange";
import { CURRENT_VIEW, type PageState } from "./state";

/** Window -> index in the order, height and width. */
type View = Record<string, readonly [order: number, h: number, w: number]>;
type Views = Record<string, Record<string, View>>;

/** The views of an environment, the unsaved one first. */
export function viewNames(text: string, environment: string | undefined): string[] {
  const saved = Object.keys(viewsIn(text)[environment ?? ""] ?? {});
  return [CURRENT_VIEW, ...saved.filter((name) => name !== CURRENT_VIEW)];
}

/** All views as text, with the current arrangement under this name. */
export function withView(state: PageState, name: string): string {
  const view = state.order.map((win, index) => [win, toSaved(index, state.positions.get(win))] as const);
  return changed(state, (views) => ({ ...views, [name]: Object.fromEntries(view) }));
}

/** All views as text, without this one. */
export function withoutView(state: PageState, name: string): string {
  return changed(state, (views) => Object.fromEntries(Object.entries(views).filter(([other]) => other !== name)));
}

/** Applies the order and sizes of a view; panes that it does not contain go last. */
export function showView(state: PageState, name: string): PageState {
  const view = viewsIn(state.views)[state.selected[0] ?? ""]?.[name];
  if (name === CURRENT_VIEW || view === undefined) return { ...state, view: CURRENT_VIEW };
  const rank = (win: string) => numberOr(view[win]?.[0], Infinity);
  const order = [...state.order].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
  const positions = [...state.positions].map(([win, position]) => [win, sized(position, view[win])] as const);
  return pack({ ...state, view: name, order, positions: new Map(positions) });
}

/** Replaces the views with those of the server, and leaves a deleted view. */
export function receiveViews(state: PageState, text: string): PageState {
  const isKnown = viewNames(text, state.selected[0]).includes(state.view);
  return { ...state, views: text, view: isKnown ? state.view : CURRENT_VIEW };
}

function changed(state: PageState, change: (views: Record<string, View>) => Record<string, View>): string {
  const views = viewsIn(state.views);
  const environment = state.selected[0] ?? "";
  return JSON.stringify({ ...views, [environment]: change({ [CURRENT_VIEW]: {}, ...views[environment] }) });
}

function toSaved(order: number, position: GridItem | undefined): View[string] {
  return [order, position?.h ?? 1, position?.w ?? 1];
}

function sized(position: GridItem, saved: View[string] | undefined): GridItem {
  return { ...position, h: numberOr(saved?.[1], position.h), w: numberOr(saved?.[2], position.w) };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? value : otherwise;
}

/** Any page may have sent this text; an invalid one contains no views. */
function viewsIn(text: string): Views {
  try {
    const views: unknown = JSON.parse(text || "{}");
    return isRecord(views) ? (Object.fromEntries(Object.entries(views).filter(([, each]) => isRecord(each))) as Views) : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
