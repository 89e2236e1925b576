/** What a pane can add to the frame around it (a way to reset it, files to save, buttons in its bar) and ask of it. */
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { createPortal } from "react-dom";

import type { Saveable } from "./saveable";

export interface Frame {
  /** The place for buttons of the pane; null until the bar is there. */
  tools: HTMLElement | null;
  offerReset(reset: (() => void) | null): void;
  /** What the menu of the save button lists; asked whenever it opens. */
  offerSaveable(saveable: () => Saveable[]): void;
  /** Whether the pane is in view or close to it. */
  near: boolean;
}

export const FrameContext = createContext<Frame>({
  tools: null,
  offerReset: () => {},
  offerSaveable: () => {},
  near: true,
});

/** Whether anybody sees the pane, or soon will. */
export function useNear(): boolean {
  return useContext(FrameContext).near;
}

/** Has the frame show a reset button, and reset the pane on a double click as well. */
export function useReset(reset: () => void): void {
  const { offerReset } = useContext(FrameContext);
  const latest = useRef(reset);
  useEffect(() => {
    latest.current = reset;
  });
  useEffect(() => {
    offerReset(() => latest.current());
    return () => offerReset(null);
  }, [offerReset]);
}

/** Has the frame offer these files, besides the JSON of the window. */
export function useSaveable(saveable: () => Saveable[]): void {
  const { offerSaveable } = useContext(FrameContext);
  useEffect(() => {
    offerSaveable(saveable);
    return () => offerSaveable(() => []);
  });
}

/** Buttons of a pane, shown at the right of its bar. */
export function BarTools({ children }: { children: ReactNode }) {
  const { tools } = useContext(FrameContext);
  return tools === null ? null : createPortal(children, tools);
}
