/** An embeddings window: a cloud of points to look at, to ask about, and to select parts of. */
import { useEffect, useMemo, useRef, useState } from "react";

import { writable } from "../actions/desk";
import { type Entity, entitiesOf, inPane, inside, nearest, neighbour, placesOf, refusalOf } from "../core/embeddings";
import type { Point } from "../core/viewport";
import { usePage, usePageState } from "../page";
import { EmbeddingsTools } from "./EmbeddingsTools";
import { EntityBox } from "./EntityBox";
import { useReset, useSaveable } from "./frame";
import { PaneNote } from "./PaneBoundary";
import type { PaneProps } from "./paneProps";
import { embeddingsFiles, PointCloud } from "./PointCloud";
import { useLasso } from "./useLasso";
import { usePanZoom } from "./usePanZoom";
import { useSize } from "./useSize";

/** A pointer this near to a point means it, in pixels. */
const REACH = 12;
/** Programs are asked about a point that was looked at for so long. */
const ASK_AFTER_MS = 300;

const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function EmbeddingsPane(props: PaneProps) {
  const content = contentOf(props.window.content);
  if (content.isLoading === true) {
    return (
      <div className="content content-embeddings">
        <PaneNote>Generating embeddings visualization...</PaneNote>
      </div>
    );
  }
  return <Embeddings {...props} />;
}

function contentOf(content: unknown): Record<string, unknown> {
  return typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {};
}

function Embeddings({ window }: PaneProps) {
  const { store, actions } = usePage();
  const canAsk = usePageState((state) => writable(state) !== undefined);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const { data, has_previous: hasPrevious, selected } = contentOf(window.content);
  const entities = useMemo(() => entitiesOf(data), [data]);
  const [current, setCurrent] = useState(-1);
  const [asked, setAsked] = useState(-1);
  const [selecting, setSelecting] = useState(false);
  const [hint, setHint] = useState<string | null>(null);
  const isFocused = () => store.get().focused === window.id;
  const { view, reset, wasDragged, handlers } = usePanZoom(
    box,
    (event) => event.ctrlKey || event.metaKey || (!event.altKey && isFocused()),
  );
  const pane = size ?? { width: 0, height: 0 };
  const places = useMemo(() => placesOf(entities, pane, view), [entities, pane.width, pane.height, view]);
  const entity = entities[current];

  useNewPoints(entities, () => {
    setCurrent(-1);
    setAsked(-1);
    setHint(null);
    reset();
  });
  useReset(reset);
  useSaveable(() => embeddingsFiles(window, data, canvas.current));

  const ask = ({ name, idx }: Entity) =>
    actions.forward(window.id, { event_type: "EntitySelected", entityId: name, idx, pane_data: false });
  const askLater = useAskLater((passed) => {
    if (isFocused()) ask(passed);
  });
  const askNow = () => {
    if (entity === undefined) return;
    askLater(undefined);
    setAsked(current);
    ask(entity);
  };
  const turnTo = (index: number) => {
    if (index < 0 || index === current) return;
    setCurrent(index);
    askLater(entities[index]);
  };
  const select = (chosen: readonly number[], line: readonly Point[]) => {
    const refusal = refusalOf(line, chosen.length);
    setHint(refusal ?? `${chosen.length} points are selected; waiting for them to be embedded again.`);
    if (refusal !== null) return;
    setSelecting(false);
    const selectedIdxs = chosen.map((index) => entities[index]!.idx);
    actions.forward(window.id, { event_type: "RegionSelected", selectedIdxs, pane_data: false });
  };
  const lasso = useLasso((line) => select(inside(places, line), line));

  return (
    <div className="content content-embeddings">
      <div
        ref={box}
        className="embeddings-cloud"
        role="group"
        aria-roledescription="embeddings"
        aria-label={`${entities.length} points; arrow keys go from one to the next`}
        tabIndex={0}
        data-selecting={selecting || undefined}
        {...(selecting ? lasso.handlers : handlers)}
        onPointerMove={(event) => {
          if (selecting) return lasso.handlers.onPointerMove(event);
          const { left, top } = event.currentTarget.getBoundingClientRect();
          if (event.buttons === 0) turnTo(nearest(places, { x: event.clientX - left, y: event.clientY - top }, REACH));
          return handlers.onPointerMove(event);
        }}
        onPointerLeave={() => askLater(undefined)}
        onClick={() => {
          if (!selecting && !wasDragged()) askNow();
        }}
        onKeyDown={(event) => {
          const arrow = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey ? undefined : ARROWS[event.key];
          if (event.target !== event.currentTarget) return;
          if (arrow !== undefined) turnTo(neighbour(places, current, arrow));
          else if (event.key === "Enter" && selecting) select(inPane(places, pane), []);
          else if (event.key === "Enter") askNow();
          else return handlers.onKeyDown(event);
          return event.preventDefault();
        }}
      >
        <PointCloud canvas={canvas} entities={entities} places={places} size={pane} current={current} />
        {lasso.line !== null && <LassoLine line={lasso.line} />}
      </div>
      <EmbeddingsTools
        canBack={hasPrevious === true}
        disabled={!canAsk}
        selecting={selecting}
        hint={hint}
        onBack={() => actions.popEmbeddings(window.id)}
        onSelecting={() => {
          setHint(null);
          setSelecting(!selecting);
          box.current?.focus();
        }}
      />
      {entity !== undefined && <EntityBox entity={entity} selected={selected} inTheWay={asked !== current} />}
    </div>
  );
}

/** Other points are looked at anew. */
function useNewPoints(entities: readonly Entity[], onNew: () => void): void {
  const [shown, setShown] = useState(entities);
  if (shown === entities) return;
  setShown(entities);
  onNew();
}

/** Asks about the last one of those that the pointer passes over, once it rests. */
function useAskLater(ask: (entity: Entity) => void): (entity: Entity | undefined) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (entity) => {
    clearTimeout(timer.current);
    if (entity !== undefined) timer.current = setTimeout(() => ask(entity), ASK_AFTER_MS);
  };
}

function LassoLine({ line }: { line: readonly Point[] }) {
  return (
    <svg className="lasso" aria-hidden="true">
      <path d={`M${line.map(({ x, y }) => `${x},${y}`).join("L")}Z`} />
    </svg>
  );
}
