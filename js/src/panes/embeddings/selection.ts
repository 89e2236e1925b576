/** Which points of an embedding a person means: the current one, a region in a lasso, all in sight. */
import { type PointerEvent, useEffect, useRef, useState } from "react";

import { useChange } from "../../ui/hooks";
import { usePage } from "../../ui/page";
import type { Extent, Point } from "../../ui/panZoom";
import { type Entity, inPane, inside, refusalOf } from "./embeddings";

/** Programs are asked about a point that was looked at for so long. */
const ASK_AFTER_MS = 300;

export interface Looking {
  /** Its place in the list; -1 before the first. */
  current: number;
  /** Whether the person asked about it, and did not only pass over it. */
  isAsked: boolean;
  turnTo(index: number): void;
  /** The pointer left before it rested. */
  pass(): void;
  ask(): void;
}

export function useLooking(win: string, entities: readonly Entity[]): Looking {
  const { store, actions } = usePage();
  const [current, setCurrent] = useState(-1);
  const [asked, setAsked] = useState(-1);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChange(entities, () => {
    setCurrent(-1);
    setAsked(-1);
  });

  const forward = (index: number) => {
    const entity = entities[index];
    if (entity === undefined) return;
    const { name: entityId, idx } = entity;
    actions.forward(win, { event_type: "EntitySelected", entityId, idx, pane_data: false });
  };
  const pass = () => clearTimeout(timer.current);
  return {
    current,
    isAsked: asked === current,
    pass,
    turnTo(index) {
      if (index < 0 || index === current) return;
      setCurrent(index);
      pass();
      timer.current = setTimeout(() => {
        if (store.get().focused === win) forward(index);
      }, ASK_AFTER_MS);
    },
    ask() {
      pass();
      setAsked(current);
      forward(current);
    },
  };
}

export interface Region {
  selecting: boolean;
  toggle(): void;
  /** What became of the last selection. */
  hint: string | null;
  lasso: Lasso;
  selectAllInSight(): void;
}

export function useRegion(win: string, entities: readonly Entity[], places: readonly Point[], pane: Extent): Region {
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
  const lasso = useLasso((line) => select(inside(places, line), line));
  return {
    selecting,
    hint,
    lasso,
    toggle() {
      setHint(null);
      setSelecting(!selecting);
    },
    selectAllInSight: () => select(inPane(places, pane), []),
  };
}

export interface Lasso {
  /** What was drawn so far, in pixels of the element; null when nothing is being drawn. */
  line: readonly Point[] | null;
  handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

export function useLasso(onDrawn: (line: readonly Point[]) => void): Lasso {
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
