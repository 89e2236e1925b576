/** Which component shows which kind of window. */
import type { ComponentType } from "react";

import type { Window } from "../protocol.gen";
import { ImageHistoryPane } from "./ImageHistoryPane";
import { ImagePane } from "./ImagePane";
import { PlotPane } from "./PlotPane";
import { TextPane } from "./TextPane";
import { UnknownPane } from "./UnknownPane";

export interface PaneProps {
  window: Window;
}

const PANES = new Map<string, ComponentType<PaneProps>>([
  ["image", ImagePane],
  ["image_history", ImageHistoryPane],
  ["plot", PlotPane],
  ["text", TextPane],
]);

export function paneFor(type: string): ComponentType<PaneProps> {
  return PANES.get(type) ?? UnknownPane;
}
