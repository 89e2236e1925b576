/** Plotly, loaded when the first plot is shown. */
import type { Figure } from "../../core/figure";
import type { Members } from "../../core/plotlyCompat";

export interface ImageWish {
  format: "png" | "svg";
  width: number;
  height: number;
  scale?: number;
}

export interface PlotlyApi {
  /** Draws a figure, or turns the one that is there into it. */
  react(target: HTMLElement, data: Figure["data"], layout: Figure["layout"], config: object): Promise<unknown>;
  /** Adds points to traces: for each member a list per trace. */
  extendTraces(target: HTMLElement, points: Record<string, unknown[][]>, traces: readonly number[]): Promise<unknown>;
  purge(target: HTMLElement): void;
  toImage(target: HTMLElement, wish: ImageWish): Promise<string>;
}

/** An element with a plot in it, as Plotly extends it. */
export interface PlotElement extends HTMLElement {
  data?: Members[];
  layout?: Members;
  _fullData?: Members[];
  on?(event: string, listener: (details: never) => void): void;
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
