/** Values that this browser stores between visits, under the keys of the original page. */
import type { GridItem } from "../protocol.gen";
import type { FilterKind } from "./filter";
import { isComparison, type PageState } from "./state";
import type { Store } from "./store";

const SELECTION = "envIDs";
const FILTER = "filter";
const FILTER_KIND = "filterKind";
/** The templates in public/ read it too, so that a page starts in the right colours. */
const THEME = "theme";
const WRITE_AFTER_MS = 300;

export function storedSelection(): unknown {
  return readJson(SELECTION);
}

export function storeSelection(names: readonly string[]): void {
  write(SELECTION, JSON.stringify(names));
}

export function storedFilter(): Pick<PageState, "filter" | "filterKind"> {
  return { filter: read(FILTER) ?? "", filterKind: read(FILTER_KIND) === "words" ? "words" : "expression" };
}

export function storeFilter(filter: string, kind: FilterKind): void {
  write(FILTER, filter);
  write(FILTER_KIND, kind);
}

export type ThemeChoice = "system" | "light" | "dark";

export function storedTheme(): ThemeChoice {
  const choice = read(THEME);
  return choice === "light" || choice === "dark" ? choice : "system";
}

export function storeTheme(choice: ThemeChoice): void {
  write(THEME, choice);
}

/** The last position of a pane in this browser. */
export function storedPosition(environment: string, win: string): GridItem | undefined {
  const item = readJson(positionKey(environment, win));
  return isGridItem(item) ? item : undefined;
}

export function removePosition(environment: string, win: string): void {
  attempt(() => localStorage.removeItem(positionKey(environment, win)));
}

/** Stores the positions of all panes a while after each change. */
export function storePositions(store: Store<PageState>): void {
  let written: PageState["positions"] = store.get().positions;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(() => {
    const { positions } = store.get();
    if (positions === written) return;
    written = positions;
    clearTimeout(timer);
    timer = setTimeout(() => writePositions(store.get()), WRITE_AFTER_MS);
  });
}

/** Positions in a comparison or under a filter are temporary and not stored. */
function writePositions(state: PageState): void {
  const [environment] = state.selected;
  if (environment === undefined || isComparison(state) || state.filter !== "") return;
  for (const [win, item] of state.positions) write(positionKey(environment, win), JSON.stringify(item));
}

function positionKey(environment: string, win: string): string {
  return `${environment}_${win}`;
}

function isGridItem(value: unknown): value is GridItem {
  if (typeof value !== "object" || value === null) return false;
  return (["x", "y", "w", "h"] as const).every((name) => Number.isFinite((value as Partial<GridItem>)[name]));
}

function readJson(key: string): unknown {
  return attempt(() => JSON.parse(read(key) ?? "null") as unknown);
}

function read(key: string): string | null {
  return attempt(() => localStorage.getItem(key)) ?? null;
}

function write(key: string, value: string): void {
  attempt(() => localStorage.setItem(key, value));
}

/** Storage may be full, forbidden or contain foreign values; the page works without it. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
