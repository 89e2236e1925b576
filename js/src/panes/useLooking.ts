/** Which point of an embedding a person looks at, and what programs are asked about it. */
import { useEffect, useRef, useState } from "react";

import type { Entity } from "../core/embeddings";
import { usePage } from "../page";
import { useChange } from "./useChange";

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
