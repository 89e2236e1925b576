/** Keeps the drawing of a plot in step with its window while it is near, and takes it away when it is not. */
import { type RefObject, useEffect, useRef, useState } from "react";

import type { Window } from "../../protocol.gen";
import { drawNoMore, drawSoon } from "./budget";
import { Drawing, type Look } from "./drawing";
import { loadPlotly, type PlotElement, type PlotlyApi } from "./plotly";

export interface Outcome {
  /** Why it cannot be drawn. */
  readonly failure: string | null;
  /** Kinds of traces in it that are not drawn. */
  readonly strangers: readonly string[];
}

const DRAWN: Outcome = { failure: null, strangers: [] };

/** `look` is null while there is no room to draw, `near` false while nobody would see it. */
export function useDrawing(
  target: RefObject<HTMLElement | null>,
  window: Window,
  look: Look | null,
  near: boolean,
): Outcome {
  const [outcome, setOutcome] = useState(DRAWN);
  const [zooms, setZooms] = useState(0);
  const drawing = useRef<Drawing | null>(null);

  useEffect(() => {
    const element = target.current as PlotElement | null;
    if (element === null) return undefined;
    drawing.current = new Drawing(element, () => setZooms((count) => count + 1));
    return () => void remove(element, drawing.current);
  }, [target]);

  useEffect(() => {
    if (zooms > 0) drawing.current?.forgetThinned();
  }, [zooms]);

  useEffect(() => {
    const element = target.current;
    const current = drawing.current;
    if (element === null || current === null || look === null) return;
    if (!near) {
      void remove(element, current);
      return;
    }
    const draw = (plotly: PlotlyApi) => drawSoon(element, () => void report(plotly));
    const report = async (plotly: PlotlyApi) => {
      const next = await outcomeOf(() => current.draw(plotly, window, look), current);
      setOutcome((before) => (isSame(before, next) ? before : next));
    };
    loadPlotly().then(draw, (error: unknown) => setOutcome({ failure: messageOf(error), strangers: [] }));
  }, [target, window, look, near, zooms]);

  return outcome;
}

async function outcomeOf(draw: () => Promise<void>, drawing: Drawing): Promise<Outcome> {
  try {
    await draw();
    return { failure: null, strangers: drawing.strangers() };
  } catch (error) {
    return { failure: messageOf(error), strangers: [] };
  }
}

async function remove(element: HTMLElement, drawing: Drawing | null): Promise<void> {
  drawNoMore(element);
  try {
    drawing?.remove(await loadPlotly());
  } catch {
    // Plotly never came, so there is nothing to remove.
  }
}

function isSame(a: Outcome, b: Outcome): boolean {
  return a.failure === b.failure && a.strangers.join() === b.strangers.join();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
