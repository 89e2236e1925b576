/** Whether an element is in the visible part of the page or close to it. */
import { useEffect, useState } from "react";

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
