/** What the person and the connection change, each as one step from state to state. */
import { orderWithClosed, pack, removePanes } from "./arrange";
import type { FilterKind } from "./filter";
import { columnsFor, isNarrow } from "./layout";
import { COMPLETE, CURRENT_VIEW, type Link, NONE, type PageState } from "./state";

/** Turns to other environments; their windows come with the answer of the server. */
export function select(state: PageState, names: readonly string[]): PageState {
  return {
    ...state,
    selected: names,
    windows: new Map(),
    order: [],
    orderBefore: [],
    places: new Map(),
    savedPlaces: {},
    focused: null,
    fullScreen: null,
    view: CURRENT_VIEW,
    answer: { stage: "asked" },
    strays: NONE,
    outOfStep: false,
  };
}

/** The selected environment was asked for; its panes stay until the answer says which are gone. */
export function asked(state: PageState): PageState {
  return { ...state, answer: { stage: "asked" }, strays: NONE, outOfStep: false };
}

/** These windows were asked for again, alone. */
export function askedAlone(state: PageState, wins: ReadonlySet<string>): PageState {
  return { ...state, strays: new Set([...state.strays].filter((win) => !wins.has(win))) };
}

/** The server has no answer, as to a comparison of environments that are all gone: nothing more is awaited. */
export function refused(state: PageState): PageState {
  return { ...state, answer: COMPLETE };
}

/** The connection came, went, or is being made. What was half received will be asked for again. */
export function setLink(state: PageState, link: Link): PageState {
  const session = link === "online" ? state.session : null;
  return { ...state, link, session, answer: COMPLETE, strays: NONE, outOfStep: false };
}

export function setFilter(state: PageState, filter: string, filterKind: FilterKind): PageState {
  return pack({ ...state, filter, filterKind });
}

/**
 * A change of the page's width that makes room for more or fewer columns places the panes anew. On a narrow page
 * they keep their places for when it is wide again.
 */
export function setWidth(state: PageState, containerWidth: number): PageState {
  if (isNarrow(containerWidth)) {
    return state.narrow === containerWidth ? state : { ...state, narrow: containerWidth };
  }
  const columns = columnsFor(containerWidth);
  if (columns === state.columns) return state.narrow === null ? state : { ...state, narrow: null };
  return pack({ ...state, columns, narrow: null });
}

export function focus(state: PageState, win: string | null): PageState {
  return state.focused === win ? state : { ...state, focused: win };
}

/** Lets one pane cover the page, or none. */
export function setFullScreen(state: PageState, win: string | null): PageState {
  return { ...focus(state, win ?? state.focused), fullScreen: win };
}

/** Takes panes away that the person closed; one that comes back has the size it had, where it was. */
export function close(state: PageState, wins: readonly string[]): PageState {
  const places = wins.flatMap((win) => state.places.get(win) ?? []);
  const kept = Object.fromEntries(places.map((place) => [place.i, place]));
  const savedPlaces = { ...state.savedPlaces, ...kept };
  return removePanes({ ...state, savedPlaces, orderBefore: orderWithClosed(state) }, new Set(wins));
}

/** The environment was saved under another name; the page goes on in it with what it shows. */
export function renamed(state: PageState, environment: string): PageState {
  const environments = [...new Set([...state.environments, environment])].sort();
  return { ...state, environments, selected: [environment], view: CURRENT_VIEW };
}
