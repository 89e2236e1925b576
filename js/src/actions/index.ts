/** Everything that the person can do. */
import type { Desk } from "./desk";
import { type EnvironmentActions, environmentActions } from "./environments";
import { type LookingActions, lookingActions } from "./looking";
import { type PaneActions, paneActions } from "./panes";
import { type ViewActions, viewActions } from "./views";

export interface LinkActions {
  /** Connects when offline, disconnects when online. */
  toggleLink(): void;
}

export interface Actions extends LinkActions, LookingActions, PaneActions, EnvironmentActions, ViewActions {}

/** Each can be handed to a component alone: none uses `this`. */
export function allActions(desk: Desk, link: LinkActions): Actions {
  const looking = lookingActions(desk);
  return {
    ...link,
    ...looking,
    ...paneActions(desk),
    ...environmentActions(desk, looking.select),
    ...viewActions(desk),
  };
}
