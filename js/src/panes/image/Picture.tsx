/** One picture with its caption: fitted to the pane, with zoom, pan and click events. */
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, useRef, useState } from "react";

import type { Window } from "../../protocol.gen";
import { titleOf } from "../../state/arrange";
import { blobOf, fileNameOf, type Saveable } from "../../ui/files";
import { useChange, useSize } from "../../ui/hooks";
import { usePage } from "../../ui/page";
import { type Extent, fitScale, pixelAt, type Point, usePanZoom, type View } from "../../ui/panZoom";
import { useReset, useSaveable } from "../frame";
import "./image.css";

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
  useChange(size, reset); // a resize shows the whole picture again
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

interface PictureContent {
  src: string;
  caption: string;
}

/** The picture of a window; missing members are empty. */
export function pictureIn(content: unknown): PictureContent {
  const { src, caption } = (typeof content === "object" && content !== null ? content : {}) as Record<string, unknown>;
  return { src: typeof src === "string" ? src : "", caption: typeof caption === "string" ? caption : "" };
}

const ENDINGS: Record<string, string> = { "image/jpeg": "jpg", "image/jpg": "jpg", "image/svg+xml": "svg" };

/** The file of the picture, byte for byte; none for a picture with an external address. */
export function pictureFile(window: Window, src: string): Saveable[] {
  const type = /^data:(image\/[\w.+-]+)[;,]/i.exec(src)?.[1]?.toLowerCase();
  if (type === undefined) return [];
  const ending = ENDINGS[type] ?? type.slice("image/".length);
  return [{ label: ending.toUpperCase(), filename: fileNameOf(window, ending), make: () => blobOf(src) }];
}

interface Shown {
  win: string;
  box: RefObject<HTMLElement | null>;
  image: RefObject<HTMLImageElement | null>;
  view: View;
  wasDragged(): boolean;
}

interface PixelEvents {
  pointed: Point | null;
  onPointerDown(): void;
  onPointerMove(event: PointerEvent): void;
  onPointerLeave(): void;
  onClick(event: MouseEvent): void;
}

/** Sends clicks on pixels to programs; with Alt, shows the pixel under the pointer. */
function usePixelEvents({ win, box, image, view, wasDragged }: Shown): PixelEvents {
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
      wasFocused.current = store.get().focused === win; // the click that focuses the window is not sent to programs
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
