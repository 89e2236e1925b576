/** The frame of a window: title bar, focus, details, and the component of its kind. */
import { Component, memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Window } from "../protocol.gen";
import { titleOf } from "../state/arrange";
import type { Saveable } from "../ui/files";
import { useNearby } from "../ui/hooks";
import { usePage, usePageState } from "../ui/page";
import { Bar } from "./Bar";
import { Details, edited, type Edits, hasDetails, withEdit } from "./Details";
import { FrameContext, PaneNote, type PaneProps } from "./frame";
import { kindOf } from "./kinds";

const NO_EDITS: Edits = new Map();

export const Pane = memo(function Pane({ id }: { id: string }) {
  const { actions } = usePage();
  const [element, setElement] = useState<HTMLElement | null>(null);
  const near = useNearby(element);
  const received = useShown(id, near);
  const focused = usePageState((state) => state.focused === id);
  const [edits, setEdits] = useState(NO_EDITS);
  const [detailed, setDetailed] = useState(false);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const [reset, setReset] = useState<(() => void) | null>(null);
  const offerReset = useCallback((offered: (() => void) | null) => setReset(() => offered), []);
  const saveable = useRef<() => Saveable[]>(() => []);
  const offerSaveable = useCallback((offered: () => Saveable[]) => void (saveable.current = offered), []);
  const frame = useMemo(() => ({ tools, offerReset, offerSaveable, near }), [tools, offerReset, offerSaveable, near]);
  const [wasNear, setWasNear] = useState(false);
  if (near && !wasNear) setWasNear(true);
  const window = useMemo(() => (received === undefined ? undefined : edited(received, edits)), [received, edits]);
  if (window === undefined) return null;

  const Content = kindOf(window.type)?.components[window.type] ?? UnknownPane;
  const canDetail = hasDetails(window.content);
  return (
    <article
      ref={setElement}
      className={`window${focused ? " focus" : ""}`}
      aria-label={titleOf(window) || id}
      data-window={id}
      data-type={window.type}
      onPointerDown={() => actions.focus(id)}
      onFocus={() => actions.focus(id)}
      onDoubleClick={({ target }) => {
        if (target instanceof Element && target.closest(".bar, .attachedWindow") === null) reset?.();
      }}
    >
      <Bar
        window={window}
        focused={focused}
        detailed={canDetail ? detailed : null}
        onDetails={() => setDetailed(!detailed)}
        onReset={reset}
        saveable={() => saveable.current()}
        tools={setTools}
      />
      <FrameContext value={frame}>
        <PaneBoundary resetBy={window.contentID}>
          {wasNear ? <Content window={window} /> : <div className="content" />}
        </PaneBoundary>
      </FrameContext>
      {detailed && canDetail && (
        <Details
          content={window.content}
          onEdit={(path, value) => setEdits((before) => withEdit(before, path, value))}
        />
      )}
    </article>
  );
});

/** The window; while the pane is out of view, the last window shown, so that updates do not render. */
function useShown(id: string, near: boolean): Window | undefined {
  const last = useRef<Window | undefined>(undefined);
  const shown = usePageState((state) => {
    const now = state.windows.get(id);
    const before = last.current;
    const isStale = near || now === undefined || before === undefined;
    return isStale || now.title !== before.title || now.type !== before.type ? now : before;
  });
  useEffect(() => {
    last.current = shown;
  }, [shown]);
  return shown;
}

interface BoundaryProps {
  /** The pane renders again when this changes. */
  resetBy: string;
  children: ReactNode;
}

interface BoundaryState {
  failure: string | null;
  failedWith: string | null;
}

/** Shows the error of a pane in its place, so that the rest of the page stays. */
class PaneBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: null, failedWith: null };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ resetBy }: BoundaryProps, { failedWith }: BoundaryState): Partial<BoundaryState> | null {
    return resetBy === failedWith ? null : { failure: null, failedWith: resetBy };
  }

  override render() {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <div className="content">
        <PaneNote>Error: {failure}</PaneNote>
      </div>
    );
  }
}

/** Shown for a window of an unsupported type. */
function UnknownPane({ window }: PaneProps) {
  return (
    <div className="content">
      <PaneNote>
        This page does not show windows of type <code>{String(window.type)}</code>.
      </PaneNote>
    </div>
  );
}
