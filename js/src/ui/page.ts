/** How components reach the state of the page and what the person can do. */
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

/** A part of the state; the component is drawn again when that part is another value. */
export function usePageState<Part>(part: (state: PageState) => Part): Part {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => part(store.get()));
}

export interface Boot {
  environments: readonly string[];
  activeEnvironment: string;
  usePolling: boolean;
  trustHtml: boolean;
  baseUrl: string;
  /** The page is a file of its own, without a server that links could lead to. */
  exported: boolean;
}
