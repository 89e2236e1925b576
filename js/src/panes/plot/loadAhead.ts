/** Fetches Plotly as soon as it is known that there are plots, while their panes are still being made. */
import type { PageState } from "../../core/state";
import type { Store } from "../../core/store";
import { loadPlotly } from "./plotly";

export function loadPlotlyAhead(store: Store<PageState>): void {
  const stop = store.subscribe(() => {
    for (const { type } of store.get().windows.values()) {
      if (type !== "plot") continue;
      stop();
      loadPlotly().catch(() => {}); // the pane that needs it tries again, and tells when it fails
      return;
    }
  });
}
