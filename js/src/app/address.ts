/** The address bar and the title follow what the page looks at; going back and forth in the history does too. */
import type { Actions } from "../actions";
import { addressOf } from "../actions/ui";
import { CURRENT_VIEW, type PageState } from "../state/state";
import type { Store } from "../state/store";
import { environmentsOf, sightOf } from "../state/url";

/** Which environments to show first: those of the address, else those of the last visit, else `main`. */
export function startSelection(active: string, remembered: unknown): string[] {
  if (active !== "") return active.split("+").filter((name) => name !== "");
  const names = Array.isArray(remembered) ? remembered.filter((name) => typeof name === "string") : [];
  return names.length > 0 ? names : ["main"];
}

/** What the address asks for beside its environments: a view, and a window that covers the page. */
export function startOfAddress(): Pick<PageState, "view" | "fullScreen"> {
  const { view, win } = sightOf(location.href);
  return { view: view ?? CURRENT_VIEW, fullScreen: win };
}

export function followAddress(store: Store<PageState>, actions: Actions, baseUrl: string): void {
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
    const { view, win } = sightOf(location.href);
    if (environments.length > 0 && environments.join("+") !== store.get().selected.join("+")) actions.select(environments);
    actions.showView(view ?? CURRENT_VIEW);
    actions.showFullScreen(win);
  });
}
