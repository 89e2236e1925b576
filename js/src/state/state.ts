/** What the page knows: a plain value that pure functions turn into the next one. */
import type { GridItem, Window } from "../protocol.gen";
import type { FilterKind } from "./filter";
import { columnsFor } from "./layout";

/** How the page stands to the server. `waiting` tries again by itself, `offline` was chosen by the person. */
export type Link = "connecting" | "online" | "waiting" | "offline";

/** A short message to the person. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  /** The environment where what this tells of can be undone. */
  readonly undo: string | null;
}

export interface PageState {
  readonly link: Link;
  readonly session: string | null;
  readonly readonly: boolean;
  readonly environments: readonly string[];
  readonly selected: readonly string[];
  readonly windows: ReadonlyMap<string, Window>;
  /** Window ids in the order in which they are packed. */
  readonly order: readonly string[];
  /** The order with the panes that the person closed, so that they can come back where they were. */
  readonly orderBefore: readonly string[];
  readonly places: ReadonlyMap<string, GridItem>;
  readonly columns: number;
  /** The width of a page too narrow for panes side by side, where each takes the whole of it; else null. */
  readonly narrow: number | null;
  readonly filter: string;
  readonly filterKind: FilterKind;
  readonly focused: string | null;
  /** The pane that covers the page. */
  readonly fullScreen: string | null;
  /** Places that the server keeps for the environment; they win over those of this browser. */
  readonly savedPlaces: Readonly<Record<string, GridItem>>;
  /** All saved views, as the server sends them. */
  readonly views: string;
  /** The name of the view that is shown. */
  readonly view: string;
  readonly unsaved: Unsaved;
  /** The dialog that is open. */
  readonly dialog: DialogName | null;
  /** What the person is told, oldest first. */
  readonly notices: readonly Notice[];
  readonly answer: Answer;
  /** Windows of which a change was missed: each has to be asked for again, alone. */
  readonly strays: ReadonlySet<string>;
  /** The whole environment has to be asked for again. */
  readonly outOfStep: boolean;
}

/** The places as people leave them; every environment has this view. */
export const CURRENT_VIEW = "current";

export type DialogName = "environments" | "views" | "shortcuts";

/** Environment -> window -> why it is not on disk. */
export type Unsaved = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The answer to the last question for an environment. Until it begins, what arrives belongs to the one looked at
 * before; while it comes in, it says which windows are still there.
 */
export type Answer =
  | { readonly stage: "complete" }
  | { readonly stage: "requested" }
  | { readonly stage: "arriving"; readonly first: boolean; readonly received: ReadonlySet<string> };

export const NONE: ReadonlySet<string> = new Set();
export const COMPLETE: Answer = { stage: "complete" };

export function initialState(
  environments: readonly string[],
  selected: readonly string[],
  remembered: Partial<PageState> = {},
): PageState {
  return {
    link: "connecting",
    session: null,
    readonly: false,
    environments: [...environments].sort(),
    selected,
    windows: new Map(),
    order: [],
    orderBefore: [],
    places: new Map(),
    columns: columnsFor(1280),
    narrow: null,
    filter: "",
    filterKind: "expression",
    focused: null,
    fullScreen: null,
    savedPlaces: {},
    views: "",
    view: CURRENT_VIEW,
    unsaved: {},
    dialog: null,
    notices: [],
    answer: COMPLETE,
    strays: NONE,
    outOfStep: false,
    ...remembered,
  };
}

/** Several environments at once are a comparison, which is made by the server and only looked at. */
export function isComparison(state: PageState): boolean {
  return state.selected.length > 1;
}

/** The pane that covers the page; an address may name one that is not there (yet). */
export function coveringPane({ fullScreen, windows }: PageState): string | null {
  return fullScreen !== null && windows.has(fullScreen) ? fullScreen : null;
}

/** The one environment that changes go to; a comparison and a read-only page are only looked at. */
export function writable(state: PageState): string | undefined {
  return isWritable(state) && !isComparison(state) ? state.selected[0] : undefined;
}

/** Whether the server takes any change from this page now. */
export function isWritable(state: PageState): boolean {
  return state.session !== null && !state.readonly;
}
