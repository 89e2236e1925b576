/** Everything that a user can do, by topic. */
import type { ActionContext } from "./context";
import { environmentActions, type EnvironmentActions, viewActions, type ViewActions } from "./environments";
import { paneActions, type PaneActions } from "./panes";
import { uiActions, type UiActions } from "./ui";

interface LinkActions {
  /** Connects when offline, disconnects when online. */
  toggleLink(): void;
}

export interface Actions extends LinkActions, UiActions, PaneActions, EnvironmentActions, ViewActions {}

/** No action uses `this`, so components can pass them around. */
export function allActions(context: ActionContext, link: LinkActions): Actions {
  const ui = uiActions(context);
  return {
    ...link,
    ...ui,
    ...paneActions(context),
    ...environmentActions(context, ui.select),
    ...viewActions(context),
  };
}
