/** Ten thousand points and more, drawn on a canvas in one frame. */
import { type RefObject, useEffect } from "react";

import { COLOURS, type Entity } from "../core/embeddings";
import type { Extent, Point } from "../core/viewport";
import type { Window } from "../protocol.gen";
import { pngOf } from "./drawings";
import { fileNameOf, type Saveable } from "./saveable";

const DIAMETER = 6;
const MARK_DIAMETER = 16;

interface Props {
  canvas: RefObject<HTMLCanvasElement | null>;
  entities: readonly Entity[];
  places: readonly Point[];
  size: Extent;
  current: number;
}

export function PointCloud({ canvas, entities, places, size, current }: Props) {
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
