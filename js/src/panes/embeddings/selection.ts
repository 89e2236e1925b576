/** Selection in an embedding: the current point, a region in a lasso, all visible points. */
import { type PointerEvent, useEffect, useRef, useState } from "react";

import { useChange } from "../../ui/hooks";
import { usePage } from "../../ui/page";
import type { Extent, Point } from "../../ui/panZoom";
import { type Entity, inPane, inside, refusalOf } from "./embeddings";

/** How long a point must stay current before the page sends `EntitySelected`. */
const REQUEST_AFTER_MS = 300;

export interface CurrentPoint {
  /** Index of the point; -1 before the first. */
  current: number;
  /** Whether the user requested its details by a click or Enter. */
  isRequested: boolean;
  moveTo(index: number): void;
  /** Cancels the request of a pointer that moved on. */
  leave(): void;
  request(): void;
}

/** The current point, and the events about it. */
export function useCurrentPoint(win: string, entities: readonly Entity[]): CurrentPoint {
  const { store, actions } = usePage();
  const [current, setCurrent] = useState(-1);
  const [requested, setRequested] = useState(-1);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChange(entities, () => {
    setCurrent(-1);
    setRequested(-1);
  });

  const forward = (index: number) => {
    const entity = entities[index];
    if (entity === undefined) return;
    const { name: entityId, idx } = entity;
    actions.forward(win, { event_type: "EntitySelected", entityId, idx, pane_data: false });
  };
  const leave = () => clearTimeout(timer.current);
  return {
    current,
    isRequested: requested === current,
    leave,
    moveTo(index) {
      if (index < 0 || index === current) return;
      setCurrent(index);
      leave();
      timer.current = setTimeout(() => {
        if (store.get().focused === win) forward(index);
      }, REQUEST_AFTER_MS);
    },
    request() {
      leave();
      setRequested(current);
      forward(current);
    },
  };
}

export interface Region {
  selecting: boolean;
  toggle(): void;
  /** The result of the last selection. */
  hint: string | null;
  lasso: Lasso;
  selectVisible(): void;
}

/** The selection mode: a lasso around points, or all visible points. */
export function useRegion(win: string, entities: readonly Entity[], positions: readonly Point[], pane: Extent): Region {
  const { actions } = usePage();
  const [selecting, setSelecting] = useState(false);
  const [hint, setHint] = useState<string | null>(null);
  useChange(entities, () => setHint(null));

  const select = (chosen: readonly number[], line: readonly Point[]) => {
    const refusal = refusalOf(line, chosen.length);
    setHint(refusal ?? `${chosen.length} points are selected; waiting for them to be embedded again.`);
    if (refusal !== null) return;
    setSelecting(false);
    const selectedIdxs = chosen.map((index) => entities[index]!.idx);
    actions.forward(win, { event_type: "RegionSelected", selectedIdxs, pane_data: false });
  };
  const lasso = useLasso((line) => select(inside(positions, line), line));
  return {
    selecting,
    hint,
    lasso,
    toggle() {
      setHint(null);
      setSelecting(!selecting);
    },
    selectVisible: () => select(inPane(positions, pane), []),
  };
}

interface Lasso {
  /** The points of the line so far, in pixels of the element; null when there is no lasso. */
  line: readonly Point[] | null;
  handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/** A line that the pointer draws around points. */
function useLasso(onDrawn: (line: readonly Point[]) => void): Lasso {
  const [line, setLine] = useState<readonly Point[] | null>(null);
  return {
    line,
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([pointOf(event)]);
      },
      onPointerMove(event) {
        const point = pointOf(event);
        setLine((before) => (before === null ? null : [...before, point]));
      },
      onPointerUp() {
        if (line !== null) onDrawn(line);
        setLine(null);
      },
      onPointerCancel: () => setLine(null),
    },
  };
}

function pointOf({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): Point {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
