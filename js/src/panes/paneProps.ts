/** What every kind of pane is given. */
import type { Window } from "../protocol.gen";

export interface PaneProps {
  window: Window;
}
