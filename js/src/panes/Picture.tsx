/** One picture with its caption: as large as the pane allows, to be zoomed, moved and clicked. */
import { type KeyboardEvent, useRef, useState } from "react";

import { titleOf } from "../core/arrange";
import { type Extent, fitScale } from "../core/viewport";
import type { Window } from "../protocol.gen";
import { useReset, useSaveable } from "./frame";
import { pictureFile, type PictureContent } from "./pictures";
import { useChange } from "./useChange";
import { usePanZoom } from "./usePanZoom";
import { usePixelEvents } from "./usePixelEvents";
import { useSize } from "./useSize";

interface Props extends PictureContent {
  window: Window;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

export function Picture({ window, src, caption, onKeyDown }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const size = useSize(box);
  const [loaded, setLoaded] = useState<Extent | null>(null);
  const { view, reset, wasDragged, handlers } = usePanZoom(box, (event) => event.ctrlKey || event.metaKey);
  const { pointed, ...pixels } = usePixelEvents({ win: window.id, box, image, view, wasDragged });
  useChange(size, reset); // another size of the pane shows the whole picture again
  useReset(reset);
  useSaveable(() => pictureFile(window, src));
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
        {...pixels}
        onPointerDown={(event) => {
          pixels.onPointerDown();
          handlers.onPointerDown(event);
        }}
        onPointerMove={(event) => {
          pixels.onPointerMove(event);
          handlers.onPointerMove(event);
        }}
        onKeyDown={(event) => {
          handlers.onKeyDown(event);
          if (!event.defaultPrevented) onKeyDown?.(event);
        }}
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
        {pointed !== null && <span className="mouse_image_location">{`${pointed.x} / ${pointed.y}`}</span>}
      </div>
      {caption !== "" && <p className="caption">{caption}</p>}
    </>
  );
}
