/** The points of an embedding, under the pointer and the keys of a person. */
import type { KeyboardEvent, MouseEvent, RefObject } from "react";

import { type Entity, nearest, neighbour } from "../core/embeddings";
import type { Extent, Point } from "../core/viewport";
import { PointCloud } from "./PointCloud";
import type { Looking } from "./useLooking";
import type { PanZoom } from "./usePanZoom";
import type { Region } from "./useRegion";

/** A pointer this near to a point means it, in pixels. */
const REACH = 12;

const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

interface Props {
  box: RefObject<HTMLDivElement | null>;
  canvas: RefObject<HTMLCanvasElement | null>;
  entities: readonly Entity[];
  places: readonly Point[];
  pane: Extent;
  zoom: PanZoom;
  looking: Looking;
  region: Region;
}

export function EmbeddingsCloud({ box, canvas, entities, places, pane, zoom, looking, region }: Props) {
  const { selecting, lasso } = region;
  const pointers = selecting ? lasso.handlers : zoom.handlers;
  const lookAt = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    looking.turnTo(nearest(places, { x: clientX - left, y: clientY - top }, REACH));
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const arrow = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey ? undefined : ARROWS[event.key];
    if (arrow !== undefined) looking.turnTo(neighbour(places, looking.current, arrow));
    else if (event.key !== "Enter") return zoom.handlers.onKeyDown(event);
    else if (selecting) region.selectAllInSight();
    else looking.ask();
    return event.preventDefault();
  };
  return (
    <div
      ref={box}
      className="embeddings-cloud"
      role="group"
      aria-roledescription="embeddings"
      aria-label={`${entities.length} points; arrow keys go from one to the next`}
      tabIndex={0}
      data-selecting={selecting || undefined}
      {...pointers}
      onPointerMove={(event) => {
        if (!selecting && event.buttons === 0) lookAt(event);
        pointers.onPointerMove(event);
      }}
      onPointerLeave={looking.pass}
      onClick={() => {
        if (!selecting && !zoom.wasDragged()) looking.ask();
      }}
      onKeyDown={onKey}
    >
      <PointCloud canvas={canvas} entities={entities} places={places} size={pane} current={looking.current} />
      {lasso.line !== null && <LassoLine line={lasso.line} />}
    </div>
  );
}

function LassoLine({ line }: { line: readonly Point[] }) {
  return (
    <svg className="lasso" aria-hidden="true">
      <path d={`M${line.map(({ x, y }) => `${x},${y}`).join("L")}Z`} />
    </svg>
  );
}
