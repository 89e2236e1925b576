/** An embeddings window: a cloud of points to look at, to ask about, and to select parts of. */
import { useMemo, useRef } from "react";

import { writable } from "../actions/desk";
import { entitiesOf, placesOf } from "../core/embeddings";
import { usePage, usePageState } from "../page";
import type { Window } from "../protocol.gen";
import { EmbeddingsCloud } from "./EmbeddingsCloud";
import { EmbeddingsTools } from "./EmbeddingsTools";
import { EntityBox } from "./EntityBox";
import { useReset, useSaveable } from "./frame";
import { PaneNote } from "./PaneBoundary";
import type { PaneProps } from "./paneProps";
import { embeddingsFiles } from "./PointCloud";
import { useChange } from "./useChange";
import { useLooking } from "./useLooking";
import { usePanZoom } from "./usePanZoom";
import { useRegion } from "./useRegion";
import { useSize } from "./useSize";

const UNKNOWN_SIZE = { width: 0, height: 0 };

interface Content {
  data?: unknown;
  has_previous?: unknown;
  selected?: unknown;
  isLoading?: unknown;
}

export function EmbeddingsPane({ window }: PaneProps) {
  const content = (typeof window.content === "object" && window.content !== null ? window.content : {}) as Content;
  return (
    <div className="content content-embeddings">
      {content.isLoading === true ? (
        <PaneNote>Generating embeddings visualization...</PaneNote>
      ) : (
        <Embeddings window={window} content={content} />
      )}
    </div>
  );
}

function Embeddings({ window, content }: { window: Window; content: Content }) {
  const { store, actions } = usePage();
  const canAsk = usePageState((state) => writable(state) !== undefined);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pane = useSize(box) ?? UNKNOWN_SIZE;
  const entities = useMemo(() => entitiesOf(content.data), [content.data]);
  const zoom = usePanZoom(box, (event) => {
    const isFocused = store.get().focused === window.id;
    return event.ctrlKey || event.metaKey || (isFocused && !event.altKey);
  });
  const places = useMemo(() => placesOf(entities, pane, zoom.view), [entities, pane, zoom.view]);
  const looking = useLooking(window.id, entities);
  const region = useRegion(window.id, entities, places, pane);
  useChange(entities, zoom.reset);
  useReset(zoom.reset);
  useSaveable(() => embeddingsFiles(window, content.data, canvas.current));
  const entity = region.selecting ? undefined : entities[looking.current];

  return (
    <>
      <EmbeddingsCloud {...{ box, canvas, entities, places, pane, zoom, looking, region }} />
      <EmbeddingsTools
        canBack={content.has_previous === true}
        disabled={!canAsk}
        selecting={region.selecting}
        hint={region.hint}
        onBack={() => actions.popEmbeddings(window.id)}
        onSelecting={() => {
          region.toggle();
          box.current?.focus();
        }}
      />
      {entity !== undefined && <EntityBox entity={entity} selected={content.selected} inTheWay={!looking.isAsked} />}
    </>
  );
}
