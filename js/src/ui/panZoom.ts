/** Zooming and moving in a pane: the geometry, and the wheel, pointer and keys that change it. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point of the content appears at `point * scale + (x, y)` in the pane. */
export interface View extends Point {
  readonly scale: number;
}

/** The initial view. */
export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** Limits of the scale, within the precision of numbers. */
const SMALLEST_SCALE = 0.01;
const LARGEST_SCALE = 1000;

/** Zooms about a point of the pane, which stays in its position. */
export function zoomAbout(view: View, point: Point, factor: number): View {
  const scale = Math.min(Math.max(view.scale * factor, SMALLEST_SCALE), LARGEST_SCALE);
  const { x, y } = contentAt(view, point);
  return { scale, x: point.x - x * scale, y: point.y - y * scale };
}

/** Moves the content in the pane. */
export function shift(view: View, x: number, y: number): View {
  return { ...view, x: view.x + x, y: view.y + y };
}

/** The point of the content at a point of the pane. */
export function contentAt(view: View, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** The position of a point of the content in the pane. */
export function paneAt(view: View, point: Point): Point {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The scale that fits a picture into a box, where it is centred. */
export function fitScale(picture: Extent, box: Extent): number {
  return Math.min(box.width / picture.width, box.height / picture.height);
}

/** The pixel of a picture at a point of its box; null outside the picture. */
export function pixelAt(view: View, point: Point, picture: Extent, box: Extent): Point | null {
  const fit = fitScale(picture, box);
  const inBox = contentAt(view, point);
  const x = Math.floor((inBox.x - (box.width - picture.width * fit) / 2) / fit);
  const y = Math.floor((inBox.y - (box.height - picture.height * fit) / 2) / fit);
  const isInside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  return isInside ? { x, y } : null; // NaN counts as outside
}

const WHEEL_STEP = 0.1;
const KEY_FACTOR = 1.25;
const PAN_STEP = 50;
/** A pointer that moves less than this is a click, in pixels. */
const CLICK_SLACK = 4;

const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

export interface PanZoom {
  view: View;
  setView(view: View): void;
  reset(): void;
  /** Whether the last press was a drag, so that its click does not count. */
  wasDragged(): boolean;
  handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(event: PointerEvent<HTMLElement>): void;
    onPointerCancel(event: PointerEvent<HTMLElement>): void;
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  };
}

/** `zooms` decides which wheel events zoom; with Alt they pan, all others scroll the page. */
export function usePanZoom(target: RefObject<HTMLElement | null>, zooms: (event: WheelEvent) => boolean): PanZoom {
  const [view, setView] = useState(WHOLE);
  const drag = useRef<{ last: Point; moved: boolean; pressed: boolean } | null>(null);
  useWheel(target, zooms, setView);

  const end = () => {
    if (drag.current !== null) drag.current.pressed = false;
  };
  return {
    view,
    setView,
    reset: () => setView(WHOLE),
    wasDragged: () => drag.current?.moved === true,
    handlers: {
      onPointerDown(event) {
        drag.current = { last: at(event), moved: false, pressed: event.button === 0 && event.isPrimary };
      },
      onPointerMove(event) {
        const { current } = drag;
        if (current === null || !current.pressed) return;
        const { x, y } = { x: event.clientX - current.last.x, y: event.clientY - current.last.y };
        if (!current.moved && Math.hypot(x, y) < CLICK_SLACK) return;
        if (!current.moved) event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { last: at(event), moved: true, pressed: true };
        setView((before) => shift(before, x, y));
      },
      onPointerUp: end,
      onPointerCancel: end,
      onKeyDown(event) {
        const next = viewByKey(event);
        if (next === null) return;
        event.preventDefault();
        setView(next);
      },
    },
  };
}

function at({ clientX, clientY }: { clientX: number; clientY: number }): Point {
  return { x: clientX, y: clientY };
}

/** Plus, minus and 0 zoom, Shift and an arrow pan. Other keys belong to programs. */
function viewByKey(event: KeyboardEvent<HTMLElement>): ((before: View) => View) | null {
  const { key, currentTarget, target } = event;
  if (target !== currentTarget || event.ctrlKey || event.metaKey || event.altKey) return null;
  const middle = { x: currentTarget.clientWidth / 2, y: currentTarget.clientHeight / 2 };
  const arrow = event.shiftKey ? ARROWS[key] : undefined;
  if (arrow !== undefined) return (before) => shift(before, arrow.x * PAN_STEP, arrow.y * PAN_STEP);
  if (key === "+" || key === "=") return (before) => zoomAbout(before, middle, KEY_FACTOR);
  if (key === "-") return (before) => zoomAbout(before, middle, 1 / KEY_FACTOR);
  return key === "0" ? () => WHOLE : null;
}

/** React registers passive wheel listeners, which cannot prevent zooming and scrolling. */
function useWheel(
  target: RefObject<HTMLElement | null>,
  zooms: (event: WheelEvent) => boolean,
  change: (next: (before: View) => View) => void,
): void {
  const latest = useRef(zooms);
  useEffect(() => {
    latest.current = zooms;
  });
  useEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent) => {
      const turn = Math.sign(event.deltaY || event.deltaX); // some systems turn the wheel sideways with Shift
      if (latest.current(event)) {
        const { left, top } = element.getBoundingClientRect();
        const point = { x: event.clientX - left, y: event.clientY - top };
        change((before) => zoomAbout(before, point, Math.exp(-turn * WHEEL_STEP)));
      } else if (event.altKey) {
        const step = -turn * PAN_STEP;
        change((before) => (event.shiftKey ? shift(before, step, 0) : shift(before, 0, step)));
      } else return;
      event.preventDefault();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [target, change]);
}
