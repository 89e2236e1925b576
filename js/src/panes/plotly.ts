/** Plotly, loaded when the first plot is shown. */
import type { Figure } from "../core/figure";

export interface PlotlyApi {
  /** Draws a figure, or turns the one that is there into it. */
  react(target: HTMLElement, data: Figure["data"], layout: Figure["layout"], config: object): Promise<unknown>;
  purge(target: HTMLElement): void;
}

let loading: Promise<PlotlyApi> | undefined;

export function loadPlotly(): Promise<PlotlyApi> {
  loading ??= import("plotly.js-dist-min").then(
    (module) => module.default as unknown as PlotlyApi,
    (error: unknown) => {
      loading = undefined; // the server was away; the next plot tries again
      throw error;
    },
  );
  return loading;
}
