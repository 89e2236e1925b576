/** The selection mode of an embedding: a lasso around points, or all points in sight. */
import { useState } from "react";

import { type Entity, inPane, inside, refusalOf } from "../core/embeddings";
import type { Extent, Point } from "../core/viewport";
import { usePage } from "../page";
import { useChange } from "./useChange";
import { type Lasso, useLasso } from "./useLasso";

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
