/** The address bar and the title follow what the page looks at; going back and forth in the history does too. */
import type { Actions } from "./actions";
import { copyText } from "./clipboard";
import { CURRENT_VIEW, type PageState } from "./core/state";
import type { Store } from "./core/store";
import { environmentsOf, pageAddress, sightOf } from "./core/url";
import type { Page } from "./page";

/** What the address asks for beside its environments: a view, and a window that covers the page. */
export function startOfAddress(): Pick<PageState, "view" | "fullScreen"> {
  const { view, win } = sightOf(location.href);
  return { view: view ?? CURRENT_VIEW, fullScreen: win };
}

/** Copies the full address of what is shown, or of one window of it. */
export async function copyLink({ store, boot, actions }: Page, win = store.get().fullScreen): Promise<void> {
  const link = new URL(addressOf({ ...store.get(), fullScreen: win }, boot.baseUrl), location.href).href;
  actions.tell((await copyText(link)) ? "The link is on the clipboard." : link);
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

function addressOf({ selected, view, fullScreen }: PageState, baseUrl: string): string {
  const named = view === CURRENT_VIEW ? null : view;
  return pageAddress(baseUrl, { environments: selected, view: named, win: fullScreen });
}
