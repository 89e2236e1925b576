/** Hooks that follow an element or a value: its size, its width, whether it is near the visible part, whether it changed. */
import { type RefObject, useEffect, useState } from "react";

export interface PixelSize {
  width: number;
  height: number;
}

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

/** What comes into view by a turn of the wheel is there already. */
const MARGIN = "400px";
/** Whoever scrolls past comes back soon, more often than not. */
const LEAVE_MS = 5000;

const listeners = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Turns true at once, and false some time after it was left. */
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

export function useChange(value: unknown, onChange: () => void): void {
  const [seen, setSeen] = useState(value);
  if (Object.is(seen, value)) return;
  setSeen(value);
  onChange();
}
