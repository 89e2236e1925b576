/** Everything that the person can do. */
import type { Desk } from "./context";
import { environmentActions, type EnvironmentActions, viewActions, type ViewActions } from "./environments";
import { paneActions, type PaneActions } from "./panes";
import { lookingActions, type LookingActions } from "./ui";

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
