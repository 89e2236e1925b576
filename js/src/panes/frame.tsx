/** The interface between the frame of a window and the kinds of panes: declaration, props, frame hooks. */
import { type ComponentType, createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { createPortal } from "react-dom";

import type { Window } from "../protocol.gen";
import type { Saveable } from "../ui/files";
import "./frame.css";

/** A kind of pane; `registry.ts` has one line for each. */
export interface PaneKind {
  /** Type of a window -> the component that shows it. */
  readonly components: Readonly<Record<string, ComponentType<PaneProps>>>;
  /** How key presses go to programs: with the whole window, or alone. Without it, the page handles them. */
  readonly keys?: "with window" | "alone";
  /** Starts to load what the kind needs. Called when its first window arrives. */
  readonly preload?: () => void;
}

export interface PaneProps {
  window: Window;
}

interface Frame {
  /** The element for buttons of the pane; null before the bar is mounted. */
  tools: HTMLElement | null;
  offerReset(reset: (() => void) | null): void;
  /** Sets the entries of the save menu. The menu calls the function each time it opens. */
  offerSaveable(saveable: () => Saveable[]): void;
  /** Whether the pane is in view or near it. */
  near: boolean;
}

export const FrameContext = createContext<Frame>({
  tools: null,
  offerReset: () => {},
  offerSaveable: () => {},
  near: true,
});

/** Whether the pane is in view or near it. */
export function useNear(): boolean {
  return useContext(FrameContext).near;
}

/** Adds a reset button to the frame; a double click in the pane resets too. */
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

/** Adds these files to the save menu, besides the JSON of the window. */
export function useSaveable(saveable: () => Saveable[]): void {
  const { offerSaveable } = useContext(FrameContext);
  useEffect(() => {
    offerSaveable(saveable);
    return () => offerSaveable(() => []);
  });
}

/** Renders buttons of a pane at the right of its title bar. */
export function BarTools({ children }: { children: ReactNode }) {
  const { tools } = useContext(FrameContext);
  return tools === null ? null : createPortal(children, tools);
}

/** A sentence in place of content. */
export function PaneNote({ children }: { children: ReactNode }) {
  return (
    <div className="pane-note">
      <p>{children}</p>
    </div>
  );
}
