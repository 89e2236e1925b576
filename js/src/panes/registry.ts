/** Which component shows which kind of window. */
import type { ComponentType } from "react";

import { EmbeddingsPane } from "./EmbeddingsPane";
import { ImageHistoryPane } from "./ImageHistoryPane";
import { ImagePane } from "./ImagePane";
import { NetworkPane } from "./NetworkPane";
import type { PaneProps } from "./paneProps";
import { PlotPane } from "./plot/PlotPane";
import { PropertiesPane } from "./PropertiesPane";
import { TextPane } from "./TextPane";
import { UnknownPane } from "./UnknownPane";

const PANES = new Map<string, ComponentType<PaneProps>>([
  ["embeddings", EmbeddingsPane],
  ["image", ImagePane],
  ["image_history", ImageHistoryPane],
  ["network", NetworkPane],
  ["plot", PlotPane],
  ["properties", PropertiesPane],
  ["text", TextPane],
]);

export function paneFor(type: string): ComponentType<PaneProps> {
  return PANES.get(type) ?? UnknownPane;
}
