/** A plot window, drawn by Plotly. */
import { useEffect, useRef, useState } from "react";

import { figureOf } from "../core/figure";
import { usePage } from "../page";
import { drawNoMore, drawSoon } from "./drawQueue";
import { PaneNote } from "./PaneBoundary";
import { loadPlotly, type PlotlyApi } from "./plotly";
import type { PaneProps } from "./paneProps";
import { useSize } from "./useSize";

export function PlotPane({ window }: PaneProps) {
  const { baseUrl } = usePage().boot;
  const target = useRef<HTMLDivElement>(null);
  const size = useSize(target);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    const element = target.current;
    if (element === null || size === null || size.width === 0 || size.height === 0) return;
    const config = { displaylogo: false, topojsonURL: `${baseUrl}/static/topojson/` };
    const draw = (plotly: PlotlyApi) => {
      const { data, layout } = figureOf(window, size);
      return plotly.react(element, data, layout, config);
    };
    loadPlotly().then(
      (plotly) => drawSoon(element, () => void report(async () => draw(plotly), setFailure)),
      (error: unknown) => setFailure(messageOf(error)),
    );
  }, [window, size, baseUrl]);

  useEffect(() => {
    const element = target.current;
    return () => {
      if (element !== null) void removePlot(element);
    };
  }, []);

  return (
    <div className="content content-plot">
      <div ref={target} id={window.contentID} className="plot" data-failed={failure !== null || undefined} />
      {failure !== null && <PaneNote>This plot cannot be drawn: {failure}</PaneNote>}
    </div>
  );
}

async function removePlot(element: HTMLElement): Promise<void> {
  try {
    const plotly = await loadPlotly();
    drawNoMore(element);
    plotly.purge(element);
  } catch {
    // Plotly never came, so there is nothing to remove.
  }
}

/** Tells how the drawing went: null, or what was wrong. */
async function report(draw: () => Promise<unknown>, tell: (failure: string | null) => void): Promise<void> {
  try {
    await draw();
    tell(null);
  } catch (error) {
    tell(messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
