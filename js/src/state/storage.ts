/** What this browser remembers from visit to visit, under the keys that the original page uses. */
import type { GridItem } from "../protocol.gen";
import type { FilterKind } from "./filter";
import { isComparison, type PageState } from "./state";
import type { Store } from "./store";

const SELECTION = "envIDs";
const FILTER = "filter";
const FILTER_KIND = "filterKind";
/** Read as well by the templates in public/, so that a page begins in the right colours. */
const THEME = "theme";
const WRITE_AFTER_MS = 300;

export function rememberedSelection(): unknown {
  return readJson(SELECTION);
}

export function rememberSelection(names: readonly string[]): void {
  write(SELECTION, JSON.stringify(names));
}

export function rememberedFilter(): Pick<PageState, "filter" | "filterKind"> {
  return { filter: read(FILTER) ?? "", filterKind: read(FILTER_KIND) === "words" ? "words" : "expression" };
}

export function rememberFilter(filter: string, kind: FilterKind): void {
  write(FILTER, filter);
  write(FILTER_KIND, kind);
}

export type ThemeChoice = "system" | "light" | "dark";

export function rememberedTheme(): ThemeChoice {
  const choice = read(THEME);
  return choice === "light" || choice === "dark" ? choice : "system";
}

export function rememberTheme(choice: ThemeChoice): void {
  write(THEME, choice);
}

/** Where a pane was when this browser last showed it. */
export function rememberedPlace(environment: string, win: string): GridItem | undefined {
  const item = readJson(placeKey(environment, win));
  return isGridItem(item) ? item : undefined;
}

export function forgetPlace(environment: string, win: string): void {
  attempt(() => localStorage.removeItem(placeKey(environment, win)));
}

/** Writes the places of all panes, some time after they changed. */
export function rememberPlaces(store: Store<PageState>): void {
  let written: PageState["places"] = store.get().places;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(() => {
    const { places } = store.get();
    if (places === written) return;
    written = places;
    clearTimeout(timer);
    timer = setTimeout(() => writePlaces(store.get()), WRITE_AFTER_MS);
  });
}

/** Not those of a comparison, nor of a filtered grid: they pass. */
function writePlaces(state: PageState): void {
  const [environment] = state.selected;
  if (environment === undefined || isComparison(state) || state.filter !== "") return;
  for (const [win, item] of state.places) write(placeKey(environment, win), JSON.stringify(item));
}

function placeKey(environment: string, win: string): string {
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

/** Storage may be full, forbidden or hold what another program wrote; the page goes on without it. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
