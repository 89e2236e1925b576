/** A line that a pointer draws around something. */
import { type PointerEvent, useState } from "react";

import type { Point } from "../core/viewport";

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
