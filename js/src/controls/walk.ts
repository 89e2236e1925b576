/** The arrow keys go from one control to the next in a list. */
import type { KeyboardEvent } from "react";

const STEPS: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, last) => last,
};

/** A handler of `onKeyDown` around the controls that `selector` finds. Home and End stay with fields of text. */
export function walk(selector: string): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const step = STEPS[event.key];
    const isText = event.target instanceof HTMLInputElement && !event.key.startsWith("Arrow");
    if (step === undefined || isText) return;
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
    stops[step(stops.indexOf(document.activeElement as HTMLElement), stops.length - 1)]?.focus();
    event.preventDefault();
  };
}
