/** What a kind of pane declares, what it is given, and what it can add to the frame around it. */
import { type ComponentType, createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { createPortal } from "react-dom";

import type { Window } from "../protocol.gen";
import type { Saveable } from "../ui/files";
import "./frame.css";

/** A kind of windows: `registry.ts` has one line for each. */
export interface PaneKind {
  /** Type of a window -> the component that shows it. */
  readonly components: Readonly<Record<string, ComponentType<PaneProps>>>;
  /** Programs receive the keys pressed in it, with the whole window or alone; they do not where this is missing. */
  readonly keys?: "with window" | "alone";
  /** Starts to load what its panes need; called when the first window of this kind arrives. */
  readonly preload?: () => void;
}

export interface PaneProps {
  window: Window;
}

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

/** A quiet sentence instead of content. */
export function PaneNote({ children }: { children: ReactNode }) {
  return (
    <div className="pane-note">
      <p>{children}</p>
    </div>
  );
}
