/** The points of an embedding, under the pointer and the keys of a person. */
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect } from "react";

import type { Window } from "../../protocol.gen";
import { fileNameOf, pngOf, type Saveable } from "../../ui/files";
import type { Extent, PanZoom, Point } from "../../ui/panZoom";
import { COLOURS, type Entity, nearest, neighbour } from "./embeddings";
import type { Looking, Region } from "./selection";

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

const DIAMETER = 6;
const MARK_DIAMETER = 16;

interface PointsProps {
  canvas: RefObject<HTMLCanvasElement | null>;
  entities: readonly Entity[];
  places: readonly Point[];
  size: Extent;
  current: number;
}

export function PointCloud({ canvas, entities, places, size, current }: PointsProps) {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current !== null) draw(canvas.current, entities, places, size);
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, entities, places, size]);
  const place = places[current];
  const entity = entities[current];
  return (
    <>
      <canvas ref={canvas} />
      {place !== undefined && entity !== undefined && (
        <span
          className="embeddings-mark"
          style={{
            background: COLOURS[entity.colour],
            width: MARK_DIAMETER,
            height: MARK_DIAMETER,
            transform: `translate(${place.x - MARK_DIAMETER / 2}px, ${place.y - MARK_DIAMETER / 2}px)`,
          }}
        />
      )}
    </>
  );
}

/** Copying a disc that is drawn once is many times faster than drawing each. */
function draw(canvas: HTMLCanvasElement, entities: readonly Entity[], places: readonly Point[], size: Extent): void {
  const density = devicePixelRatio;
  canvas.width = Math.round(size.width * density);
  canvas.height = Math.round(size.height * density);
  const brush = canvas.getContext("2d");
  if (brush === null) return;
  const discs = COLOURS.map((colour) => disc(colour, DIAMETER * density));
  const [width, height] = [size.width + DIAMETER, size.height + DIAMETER];
  places.forEach(({ x, y }, index) => {
    if (x < -DIAMETER || y < -DIAMETER || x > width || y > height) return;
    const left = (x - DIAMETER / 2) * density;
    brush.drawImage(discs[entities[index]?.colour ?? 0]!, left, (y - DIAMETER / 2) * density);
  });
}

function disc(colour: string, diameter: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(diameter);
  canvas.height = Math.ceil(diameter);
  const brush = canvas.getContext("2d");
  if (brush === null) return canvas;
  brush.fillStyle = colour;
  brush.arc(diameter / 2, diameter / 2, diameter / 2, 0, 2 * Math.PI);
  brush.fill();
  return canvas;
}

/** The points as they came, and the picture of them. */
export function embeddingsFiles(window: Window, data: unknown, canvas: HTMLCanvasElement | null): Saveable[] {
  const points: Saveable = {
    label: "JSON of the points",
    filename: fileNameOf(window, "points.json"),
    make: () => new Blob([JSON.stringify(data)], { type: "application/json" }),
  };
  if (canvas === null) return [points];
  return [{ label: "PNG", filename: fileNameOf(window, "png"), make: () => pngOf(canvas) }, points];
}
