/** What the person and the connection change, each as one step from state to state. */
import { pack, removePanes } from "./arrange";
import { columnsFor } from "./layout";
import { COMPLETE, type Link, type PageState } from "./state";

/** Turns to other environments; their windows come with the answer of the server. */
export function select(state: PageState, names: readonly string[]): PageState {
  return {
    ...state,
    selected: names,
    windows: new Map(),
    order: [],
    places: new Map(),
    savedPlaces: {},
    focused: null,
    answer: { stage: "asked" },
    outOfStep: false,
  };
}

/** The selected environment was asked for; its panes stay until the answer says which are gone. */
export function asked(state: PageState): PageState {
  return { ...state, answer: { stage: "asked" }, outOfStep: false };
}

/** The server has no answer, as to a comparison of environments that are all gone: nothing more is awaited. */
export function refused(state: PageState): PageState {
  return { ...state, answer: COMPLETE };
}

/** The connection came, went, or is being made. What was half received will be asked for again. */
export function setLink(state: PageState, link: Link): PageState {
  return { ...state, link, session: link === "online" ? state.session : null, answer: COMPLETE, outOfStep: false };
}

export function setFilter(state: PageState, filter: string): PageState {
  return pack({ ...state, filter });
}

/** A change of the page's width that makes room for more or fewer columns places the panes anew. */
export function setWidth(state: PageState, containerWidth: number): PageState {
  const columns = columnsFor(containerWidth);
  return columns === state.columns ? state : pack({ ...state, columns });
}

export function focus(state: PageState, win: string | null): PageState {
  return state.focused === win ? state : { ...state, focused: win };
}

export function close(state: PageState, win: string): PageState {
  return removePanes(state, new Set([win]));
}
