/** The page context: how components reach the state, the actions and the settings of the page. */
import { createContext, useContext, useSyncExternalStore } from "react";

import type { Actions } from "../actions";
import type { PageState } from "../state/state";
import type { Store } from "../state/store";

export interface Page {
  store: Store<PageState>;
  actions: Actions;
  boot: Boot;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("this component is used outside of the page");
  return page;
}

/** A part of the state; the component renders again when the part changes. */
export function usePageState<Part>(part: (state: PageState) => Part): Part {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => part(store.get()));
}

/** What the server wrote into the page. */
export interface Boot {
  environments: readonly string[];
  activeEnvironment: string;
  usePolling: boolean;
  trustHtml: boolean;
  baseUrl: string;
  /** Whether the user came in by a login or a token. */
  canLogOut: boolean;
  /** Whether the page is an exported file, without a server that links could lead to. */
  exported: boolean;
}
