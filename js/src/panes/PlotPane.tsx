/** A plot window, drawn by Plotly. */
import { useEffect, useRef, useState } from "react";

import { figureOf } from "../core/figure";
import { usePage } from "../page";
import { PaneNote } from "./PaneBoundary";
import { loadPlotly } from "./plotly";
import type { PaneProps } from "./registry";
import { useSize } from "./useSize";

export function PlotPane({ window }: PaneProps) {
  const { baseUrl } = usePage().boot;
  const target = useRef<HTMLDivElement>(null);
  const size = useSize(target);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    if (size === null || size.width === 0 || size.height === 0) return undefined;
    let current = true;
    const draw = async () => {
      const plotly = await loadPlotly();
      if (!current || target.current === null) return;
      const { data, layout } = figureOf(window, size);
      const config = { displaylogo: false, topojsonURL: `${baseUrl}/static/topojson/` };
      await plotly.react(target.current, data, layout, config);
    };
    draw().then(
      () => current && setFailure(null),
      (error: unknown) => current && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      current = false;
    };
  }, [window, size, baseUrl]);

  useEffect(() => {
    const element = target.current;
    return () => {
      if (element !== null) void loadPlotly().then((plotly) => plotly.purge(element));
    };
  }, []);

  return (
    <div className="content content-plot">
      <div ref={target} id={window.contentID} className="plot" data-failed={failure !== null || undefined} />
      {failure !== null && <PaneNote>This plot cannot be drawn: {failure}</PaneNote>}
    </div>
  );
}
