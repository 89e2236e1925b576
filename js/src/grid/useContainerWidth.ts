/** The width of an element, told again whenever it changes. */
import { type RefObject, useEffect } from "react";

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
