/** An embeddings window: a cloud of points with details of one point and selection of a region. */
import { useLayoutEffect, useMemo, useRef } from "react";

import type { Window } from "../../protocol.gen";
import { writable } from "../../state/state";
import { useChange, useSize } from "../../ui/hooks";
import { cleanHtml } from "../../ui/markup";
import { usePage, usePageState } from "../../ui/page";
import { usePanZoom } from "../../ui/panZoom";
import { shelterIn } from "../../ui/shelter";
import { type PaneKind, PaneNote, type PaneProps, useReset, useSaveable } from "../frame";
import { EmbeddingsCloud, embeddingsFiles } from "./Cloud";
import { entitiesOf, type Entity, FEWEST_SELECTED, positionsOf } from "./embeddings";
import { useCurrentPoint, useRegion } from "./selection";
import "./embeddings.css";

const UNKNOWN_SIZE = { width: 0, height: 0 };

interface Content {
  data?: unknown;
  has_previous?: unknown;
  selected?: unknown;
  isLoading?: unknown;
}

function EmbeddingsPane({ window }: PaneProps) {
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
  const canRequest = usePageState((state) => writable(state) !== undefined);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pane = useSize(box) ?? UNKNOWN_SIZE;
  const entities = useMemo(() => entitiesOf(content.data), [content.data]);
  const zoom = usePanZoom(box, (event) => {
    const isFocused = store.get().focused === window.id;
    return event.ctrlKey || event.metaKey || (isFocused && !event.altKey);
  });
  const positions = useMemo(() => positionsOf(entities, pane, zoom.view), [entities, pane, zoom.view]);
  const point = useCurrentPoint(window.id, entities);
  const region = useRegion(window.id, entities, positions, pane);
  useChange(entities, zoom.reset);
  useReset(zoom.reset);
  useSaveable(() => embeddingsFiles(window, content.data, canvas.current));
  const entity = region.selecting ? undefined : entities[point.current];

  return (
    <>
      <EmbeddingsCloud {...{ box, canvas, entities, positions, pane, zoom, point, region }} />
      <EmbeddingsTools
        canBack={content.has_previous === true}
        disabled={!canRequest}
        selecting={region.selecting}
        hint={region.hint}
        onBack={() => actions.popEmbeddings(window.id)}
        onSelecting={() => {
          region.toggle();
          box.current?.focus();
        }}
      />
      {entity !== undefined && <EntityBox entity={entity} selected={content.selected} inTheWay={!point.isRequested} />}
    </>
  );
}

interface ToolsProps {
  canBack: boolean;
  disabled: boolean;
  selecting: boolean;
  hint: string | null;
  onBack: () => void;
  onSelecting: () => void;
}

const SELECTING = `Selection mode: drag a line around ${FEWEST_SELECTED} points or more to embed them again, or press Enter for all in sight`;

/** The buttons over the points: back, and selection mode. */
function EmbeddingsTools({ canBack, disabled, selecting, hint, onBack, onSelecting }: ToolsProps) {
  const shown = hint ?? (selecting ? SELECTING : null);
  return (
    <div className="embeddings-tools">
      {canBack && (
        <button type="button" className="btn" title="Back" aria-label="Back" disabled={disabled} onClick={onBack}>
          ←
        </button>
      )}
      <button
        type="button"
        className="btn"
        title="Selection mode"
        aria-label="Selection mode"
        aria-pressed={selecting}
        disabled={disabled}
        onClick={onSelecting}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.5" />
        </svg>
      </button>
      <span role="status">{shown}</span>
    </div>
  );
}

interface EntityProps {
  entity: Entity;
  /** `{html, entityId}`: the last preview from the program, perhaps of another point. */
  selected: unknown;
  /** Lets the pointer through to the points under the box. */
  inTheWay: boolean;
}

/** The details of the current point, with the preview that a program may send. */
function EntityBox({ entity, selected, inTheWay }: EntityProps) {
  const { html, entityId } = (typeof selected === "object" && selected !== null ? selected : {}) as Record<string, unknown>;
  const preview = typeof html === "string" ? html : "";
  return (
    <div className="entity-box" role="status" data-passed-through={inTheWay || undefined}>
      <strong>{entity.name}</strong>
      <div>Label: {entity.label}</div>
      {preview !== "" && (
        <div className="entity-preview shelter" data-outdated={String(entityId) !== entity.name || undefined}>
          <Preview html={preview} />
        </div>
      )}
    </div>
  );
}

function Preview({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (host.current === null) return;
    place.current ??= shelterIn(host.current, "img { max-width: 100%; }");
    place.current.innerHTML = cleanHtml(html);
  }, [html]);
  return <div ref={host} />;
}

export const embeddings: PaneKind = { components: { embeddings: EmbeddingsPane }, keys: "alone" };
