/** Hooks that observe an element (size, width, nearness to the viewport) or a value. */
import { type RefObject, useEffect, useState } from "react";

interface PixelSize {
  width: number;
  height: number;
}

/** The size of an element in whole pixels; null before it is measured. */
export function useSize(target: RefObject<HTMLElement | null>): PixelSize | null {
  const [size, setSize] = useState<PixelSize | null>(null);
  useEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((known) => (known?.width === width && known.height === height ? known : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return size;
}

/** Calls `onWidth` with the width of an element, at first and after each change. */
export function useContainerWidth(container: RefObject<HTMLElement | null>, onWidth: (width: number) => void): void {
  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    onWidth(element.clientWidth);
    const observer = new ResizeObserver(() => onWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [container, onWidth]);
}

/** Panes this near to the viewport are rendered, so that scrolling finds them drawn. */
const MARGIN = "400px";
/** Panes stay this long after they left, because users often scroll back. */
const LEAVE_MS = 5000;

const listeners = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Whether an element is near the viewport: true at once, false with a delay. */
export function useNearby(element: Element | null): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (element === null) return undefined;
    let leaving: ReturnType<typeof setTimeout> | undefined;
    observe(element, (isNear) => {
      clearTimeout(leaving);
      if (isNear) setNear(true);
      else leaving = setTimeout(() => setNear(false), LEAVE_MS);
    });
    return () => {
      clearTimeout(leaving);
      observer?.unobserve(element);
    };
  }, [element]);
  return near;
}

function observe(element: Element, listener: (isNear: boolean) => void): void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  listeners.set(element, listener);
  observer.observe(element);
}

/** Calls `onChange` during the render in which a value changed, before the old state is shown. */
export function useChange(value: unknown, onChange: () => void): void {
  const [seen, setSeen] = useState(value);
  if (Object.is(seen, value)) return;
  setSeen(value);
  onChange();
}
