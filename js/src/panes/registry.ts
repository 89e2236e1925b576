/** Which component shows which kind of window. */
import type { ComponentType } from "react";

import { ImageHistoryPane } from "./ImageHistoryPane";
import { ImagePane } from "./ImagePane";
import type { PaneProps } from "./paneProps";
import { PlotPane } from "./plot/PlotPane";
import { PropertiesPane } from "./PropertiesPane";
import { TextPane } from "./TextPane";
import { UnknownPane } from "./UnknownPane";

const PANES = new Map<string, ComponentType<PaneProps>>([
  ["image", ImagePane],
  ["image_history", ImageHistoryPane],
  ["plot", PlotPane],
  ["properties", PropertiesPane],
  ["text", TextPane],
]);

export function paneFor(type: string): ComponentType<PaneProps> {
  return PANES.get(type) ?? UnknownPane;
}
