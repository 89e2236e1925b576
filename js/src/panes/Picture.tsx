/** One picture with its caption: as large as the pane allows, to be zoomed, moved and clicked. */
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react";

import { titleOf } from "../core/arrange";
import { type Extent, fitScale, pixelAt, type Point } from "../core/viewport";
import { usePage } from "../page";
import type { Window } from "../protocol.gen";
import { useReset, useSaveable } from "./frame";
import { pictureFile, type PictureContent } from "./pictures";
import { usePanZoom } from "./usePanZoom";
import { useSize } from "./useSize";

interface Props extends PictureContent {
  window: Window;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

export function Picture({ window, src, caption, onKeyDown }: Props) {
  const { store, actions } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const size = useSize(box);
  const [loaded, setLoaded] = useState<Extent | null>(null);
  const [pointed, setPointed] = useState<Point | null>(null);
  const wasFocused = useRef(false);
  const { view, reset, wasDragged, handlers } = usePanZoom(box, (event) => event.ctrlKey || event.metaKey);
  useReset(reset);
  useResetBySize(size, reset);
  useSaveable(() => pictureFile(window, src));

  const pixel = (event: MouseEvent) => {
    if (image.current === null || box.current === null) return null;
    const { naturalWidth: width, naturalHeight: height } = image.current;
    const { left, top, width: boxWidth, height: boxHeight } = box.current.getBoundingClientRect();
    const point = { x: event.clientX - left, y: event.clientY - top };
    return pixelAt(view, point, { width, height }, { width: boxWidth, height: boxHeight });
  };
  const onClick = (event: MouseEvent) => {
    const clicked = wasFocused.current && !wasDragged() ? pixel(event) : null;
    if (clicked === null) return;
    const visibility = pointed === null ? "hidden" : "visible";
    actions.forward(window.id, { event_type: "Click", image_coord: { ...clicked, visibility } });
  };
  const isEnlarged = loaded !== null && size !== null && fitScale(loaded, size) * view.scale >= 1;
  const name = caption || titleOf(window) || "picture";

  return (
    <>
      <div
        ref={box}
        className="picture"
        tabIndex={0}
        role="group"
        aria-roledescription="zoomable picture"
        aria-label={name}
        data-zoomed={view.scale !== 1 || undefined}
        {...handlers}
        onPointerDown={(event) => {
          wasFocused.current = store.get().focused === window.id; // the click that gives the focus is not for programs
          handlers.onPointerDown(event);
        }}
        onPointerMove={(event: PointerEvent<HTMLElement>) => {
          setPointed(event.altKey ? pixel(event) : null);
          handlers.onPointerMove(event);
        }}
        onKeyDown={(event) => {
          handlers.onKeyDown(event);
          if (!event.defaultPrevented) onKeyDown?.(event);
        }}
        onPointerLeave={() => setPointed(null)}
        onClick={onClick}
      >
        {src !== "" && (
          <img
            ref={image}
            className="content-image"
            src={src}
            alt={name}
            draggable={false}
            data-enlarged={isEnlarged || undefined}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setLoaded({ width, height })}
          />
        )}
        {pointed !== null && (
          <span className="mouse_image_location">
            {pointed.x} / {pointed.y}
          </span>
        )}
      </div>
      {caption !== "" && <p className="caption">{caption}</p>}
    </>
  );
}

/** Another size of the pane shows the whole picture again. */
function useResetBySize(size: Extent | null, reset: () => void): void {
  const latest = useRef(reset);
  useEffect(() => {
    latest.current = reset;
  });
  useEffect(() => latest.current(), [size?.width, size?.height]);
}
