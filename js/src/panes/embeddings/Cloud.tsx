/** The points of an embedding on a canvas, with pointer and keyboard input. */
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect } from "react";

import type { Window } from "../../protocol.gen";
import { fileNameOf, pngOf, type Saveable } from "../../ui/files";
import type { Extent, PanZoom, Point } from "../../ui/panZoom";
import { COLOURS, type Entity, nearest, neighbour } from "./embeddings";
import type { CurrentPoint, Region } from "./selection";

/** The largest distance from the pointer to the point that it selects, in pixels. */
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
  positions: readonly Point[];
  pane: Extent;
  zoom: PanZoom;
  point: CurrentPoint;
  region: Region;
}

export function EmbeddingsCloud({ box, canvas, entities, positions, pane, zoom, point, region }: Props) {
  const { selecting, lasso } = region;
  const pointers = selecting ? lasso.handlers : zoom.handlers;
  const moveToNearest = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    point.moveTo(nearest(positions, { x: clientX - left, y: clientY - top }, REACH));
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const arrow = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey ? undefined : ARROWS[event.key];
    if (arrow !== undefined) point.moveTo(neighbour(positions, point.current, arrow));
    else if (event.key !== "Enter") return zoom.handlers.onKeyDown(event);
    else if (selecting) region.selectVisible();
    else point.request();
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
        if (!selecting && event.buttons === 0) moveToNearest(event);
        pointers.onPointerMove(event);
      }}
      onPointerLeave={point.leave}
      onClick={() => {
        if (!selecting && !zoom.wasDragged()) point.request();
      }}
      onKeyDown={onKey}
    >
      <PointCloud canvas={canvas} entities={entities} positions={positions} size={pane} current={point.current} />
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
  positions: readonly Point[];
  size: Extent;
  current: number;
}

/** Draws ten thousand points and more in one frame. */
function PointCloud({ canvas, entities, positions, size, current }: PointsProps) {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current !== null) draw(canvas.current, entities, positions, size);
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, entities, positions, size]);
  const position = positions[current];
  const entity = entities[current];
  return (
    <>
      <canvas ref={canvas} />
      {position !== undefined && entity !== undefined && (
        <span
          className="embeddings-mark"
          style={{
            background: COLOURS[entity.colour],
            width: MARK_DIAMETER,
            height: MARK_DIAMETER,
            transform: `translate(${position.x - MARK_DIAMETER / 2}px, ${position.y - MARK_DIAMETER / 2}px)`,
          }}
        />
      )}
    </>
  );
}

/** Copies one disc per colour, which is many times faster than drawing each disc. */
function draw(canvas: HTMLCanvasElement, entities: readonly Entity[], positions: readonly Point[], size: Extent): void {
  const density = devicePixelRatio;
  canvas.width = Math.round(size.width * density);
  canvas.height = Math.round(size.height * density);
  const brush = canvas.getContext("2d");
  if (brush === null) return;
  const discs = COLOURS.map((colour) => disc(colour, DIAMETER * density));
  const [width, height] = [size.width + DIAMETER, size.height + DIAMETER];
  positions.forEach(({ x, y }, index) => {
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

/** The points as received, and a picture of them. */
export function embeddingsFiles(window: Window, data: unknown, canvas: HTMLCanvasElement | null): Saveable[] {
  const points: Saveable = {
    label: "JSON of the points",
    filename: fileNameOf(window, "points.json"),
    make: () => new Blob([JSON.stringify(data)], { type: "application/json" }),
  };
  if (canvas === null) return [points];
  return [{ label: "PNG", filename: fileNameOf(window, "png"), make: () => pngOf(canvas) }, points];
}
