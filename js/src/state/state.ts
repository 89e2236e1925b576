/** The state of the page: an immutable value, and questions about it. */
import type { GridItem, Window } from "../protocol.gen";
import type { FilterKind } from "./filter";
import { columnsFor } from "./layout";

/** The state of the connection. `waiting` reconnects by itself, `offline` was chosen by the user. */
export type Link = "connecting" | "online" | "waiting" | "offline";

/** A short message to the user. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  /** The environment in which this can be undone. */
  readonly undo: string | null;
}

export interface PageState {
  readonly link: Link;
  /** Why no connection opens, if the page found out. */
  readonly outage: string | null;
  readonly session: string | null;
  readonly readonly: boolean;
  readonly environments: readonly string[];
  readonly selected: readonly string[];
  readonly windows: ReadonlyMap<string, Window>;
  /** Window ids in the order in which they are packed. */
  readonly order: readonly string[];
  /** The order including closed panes, so that a restored pane returns to its position. */
  readonly orderBefore: readonly string[];
  readonly positions: ReadonlyMap<string, GridItem>;
  readonly columns: number;
  /** The width of a page too narrow for panes side by side; else null. */
  readonly narrow: number | null;
  readonly filter: string;
  readonly filterKind: FilterKind;
  readonly focused: string | null;
  /** The full-screen window. */
  readonly fullScreen: string | null;
  /** The positions saved by the server; they win over those stored in this browser. */
  readonly savedPositions: Readonly<Record<string, GridItem>>;
  /** All saved views, as JSON text from the server. */
  readonly views: string;
  /** The name of the view that is shown. */
  readonly view: string;
  readonly unsaved: Unsaved;
  /** The dialog that is open. */
  readonly dialog: DialogName | null;
  /** The notices on the page, oldest first. */
  readonly notices: readonly Notice[];
  readonly answer: Answer;
  /** Windows that missed a change; the session requests each of them again. */
  readonly staleWindows: ReadonlySet<string>;
  /** Whether the session must request the whole environment again. */
  readonly outOfSync: boolean;
}

/** The view of unsaved positions; every environment has it. */
export const CURRENT_VIEW = "current";

export type DialogName = "environments" | "views" | "shortcuts";

/** Environment -> window -> why it is not on disk. */
type Unsaved = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The response to the last request for an environment. Until it begins, messages belong to the previous environment;
 * while it arrives, it lists the windows that exist.
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
  stored: Partial<PageState> = {},
): PageState {
  return {
    link: "connecting",
    outage: null,
    session: null,
    readonly: false,
    environments: [...environments].sort(),
    selected,
    windows: new Map(),
    order: [],
    orderBefore: [],
    positions: new Map(),
    columns: columnsFor(1280),
    narrow: null,
    filter: "",
    filterKind: "expression",
    focused: null,
    fullScreen: null,
    savedPositions: {},
    views: "",
    view: CURRENT_VIEW,
    unsaved: {},
    dialog: null,
    notices: [],
    answer: COMPLETE,
    staleWindows: NONE,
    outOfSync: false,
    ...stored,
  };
}

/** Several selected environments are a comparison, which the server computes and the page cannot change. */
export function isComparison(state: PageState): boolean {
  return state.selected.length > 1;
}

/** The full-screen window, if it exists; an address may name a window that has not arrived. */
export function coveringPane({ fullScreen, windows }: PageState): string | null {
  return fullScreen !== null && windows.has(fullScreen) ? fullScreen : null;
}

/** The environment that changes apply to; undefined for comparisons and read-only pages. */
export function writable(state: PageState): string | undefined {
  return isWritable(state) && !isComparison(state) ? state.selected[0] : undefined;
}

/** Whether the server accepts changes from this page now. */
export function isWritable(state: PageState): boolean {
  return state.session !== null && !state.readonly;
}
