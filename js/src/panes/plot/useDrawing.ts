/** Draws a plot whenever its window or options change, and removes the drawing while the pane is out of view. */
import { type RefObject, useEffect, useRef, useState } from "react";

import type { Window } from "../../protocol.gen";
import { cancelDraw, scheduleDraw } from "./budget";
import { Drawing, type PlotOptions } from "./drawing";
import { guardDrawings } from "./foreignHtml";
import { loadPlotly, type PlotElement, type PlotlyApi } from "./plotly";

interface Outcome {
  /** Why the plot cannot be drawn. */
  readonly failure: string | null;
  /** The trace types that Plotly does not support. */
  readonly unsupportedTypes: readonly string[];
}

const DRAWN: Outcome = { failure: null, unsupportedTypes: [] };

/** `options` is null while the pane has no size; `near` is false while it is out of view. */
export function useDrawing(
  target: RefObject<HTMLElement | null>,
  window: Window,
  options: PlotOptions | null,
  near: boolean,
): Outcome {
  const [outcome, setOutcome] = useState(DRAWN);
  const [zooms, setZooms] = useState(0);
  const drawing = useRef<Drawing | null>(null);

  useEffect(() => {
    const element = target.current as PlotElement | null;
    if (element === null) return undefined;
    drawing.current = new Drawing(element, () => setZooms((count) => count + 1));
    const release = guardDrawings(element);
    return () => {
      release();
      void remove(element, drawing.current);
    };
  }, [target]);

  useEffect(() => {
    if (zooms > 0) drawing.current?.forgetThinned();
  }, [zooms]);

  useEffect(() => {
    const element = target.current;
    const current = drawing.current;
    if (element === null || current === null || options === null) return;
    if (!near) {
      void remove(element, current);
      return;
    }
    const draw = (plotly: PlotlyApi) => scheduleDraw(element, () => void report(plotly));
    const report = async (plotly: PlotlyApi) => {
      const next = await outcomeOf(() => current.draw(plotly, window, options), current);
      setOutcome((before) => (isSame(before, next) ? before : next));
    };
    loadPlotly().then(draw, (error: unknown) => setOutcome({ failure: messageOf(error), unsupportedTypes: [] }));
  }, [target, window, options, near, zooms]);

  return outcome;
}

async function outcomeOf(draw: () => Promise<void>, drawing: Drawing): Promise<Outcome> {
  try {
    await draw();
    return { failure: null, unsupportedTypes: drawing.unsupportedTypes() };
  } catch (error) {
    return { failure: messageOf(error), unsupportedTypes: [] };
  }
}

async function remove(element: HTMLElement, drawing: Drawing | null): Promise<void> {
  cancelDraw(element);
  try {
    drawing?.remove(await loadPlotly());
  } catch {
    // Plotly did not load, so there is nothing to remove.
  }
}

function isSame(a: Outcome, b: Outcome): boolean {
  return a.failure === b.failure && a.unsupportedTypes.join() === b.unsupportedTypes.join();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
