/** Keeps the address bar, the title and the history in step with what the page shows. */
import type { Actions } from "../actions";
import { addressOf } from "../actions/ui";
import { CURRENT_VIEW, type PageState } from "../state/state";
import type { Store } from "../state/store";
import { environmentsOf, partsOf } from "../state/url";

/** The environments to show first: those of the address, else those stored by the last page, else `main`. */
export function startSelection(active: string, stored: unknown): string[] {
  if (active !== "") return active.split("+").filter((name) => name !== "");
  const names = Array.isArray(stored) ? stored.filter((name) => typeof name === "string") : [];
  return names.length > 0 ? names : ["main"];
}

/** The view and the full-screen window that the address names. */
export function startOfAddress(): Pick<PageState, "view" | "fullScreen"> {
  const { view, win } = partsOf(location.href);
  return { view: view ?? CURRENT_VIEW, fullScreen: win };
}

/** Writes the address and the title on each change, and reads them when the user goes back or forth. */
export function followAddress(store: Store<PageState>, actions: Actions, baseUrl: string): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  icon?.setAttribute("href", icon.href); // in full, because the browser resolves it again at every new address
  let shown = store.get();
  const setTitle = ({ selected }: PageState) => {
    document.title = [...selected, "visdom"].join(" · ");
  };
  setTitle(shown);
  store.subscribe(() => {
    const before = shown;
    shown = store.get();
    if (shown.selected === before.selected && shown.view === before.view && shown.fullScreen === before.fullScreen) return;
    setTitle(shown);
    const address = addressOf(shown, baseUrl);
    if (address === location.pathname + location.search + location.hash) return;
    if (shown.selected === before.selected) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  });
  window.addEventListener("popstate", () => {
    const environments = environmentsOf(location.href, baseUrl);
    const { view, win } = partsOf(location.href);
    if (environments.length > 0 && environments.join("+") !== store.get().selected.join("+")) actions.select(environments);
    actions.showView(view ?? CURRENT_VIEW);
    actions.showFullScreen(win);
  });
}
