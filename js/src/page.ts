/** How components reach the state of the page and what the person can do. */
import { createContext, useContext, useSyncExternalStore } from "react";

import type { Actions } from "./actions";
import type { Boot } from "./boot";
import type { PageState } from "./core/state";
import type { Store } from "./core/store";

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
