/** Tells programs which pixel of a picture was clicked, and the person, with Alt, which one the pointer is on. */
import { type MouseEvent, type PointerEvent, type RefObject, useRef, useState } from "react";

import { pixelAt, type Point, type View } from "../core/viewport";
import { usePage } from "../page";

interface Shown {
  win: string;
  box: RefObject<HTMLElement | null>;
  image: RefObject<HTMLImageElement | null>;
  view: View;
  wasDragged(): boolean;
}

export interface PixelEvents {
  pointed: Point | null;
  onPointerDown(): void;
  onPointerMove(event: PointerEvent): void;
  onPointerLeave(): void;
  onClick(event: MouseEvent): void;
}

export function usePixelEvents({ win, box, image, view, wasDragged }: Shown): PixelEvents {
  const { store, actions } = usePage();
  const [pointed, setPointed] = useState<Point | null>(null);
  const wasFocused = useRef(false);

  const pixel = ({ clientX, clientY }: MouseEvent) => {
    if (image.current === null || box.current === null) return null;
    const { left, top, width, height } = box.current.getBoundingClientRect();
    const picture = { width: image.current.naturalWidth, height: image.current.naturalHeight };
    return pixelAt(view, { x: clientX - left, y: clientY - top }, picture, { width, height });
  };
  return {
    pointed,
    onPointerDown() {
      wasFocused.current = store.get().focused === win; // the click that gives the focus is not for programs
    },
    onPointerMove: (event) => setPointed(event.altKey ? pixel(event) : null),
    onPointerLeave: () => setPointed(null),
    onClick(event) {
      const clicked = wasFocused.current && !wasDragged() ? pixel(event) : null;
      if (clicked === null) return;
      const visibility = pointed === null ? "hidden" : "visible";
      actions.forward(win, { event_type: "Click", image_coord: { ...clicked, visibility } });
    },
  };
}
