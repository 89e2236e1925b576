/** The frame of a window: its bar, its focus, and the pane of its kind inside. */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { titleOf } from "../core/arrange";
import { edited, type Edits, withEdit } from "../core/details";
import { usePage, usePageState } from "../page";
import type { Window } from "../protocol.gen";
import { Bar } from "./Bar";
import { Details, hasDetails } from "./Details";
import { FrameContext } from "./frame";
import { PaneBoundary } from "./PaneBoundary";
import { paneFor } from "./registry";
import type { Saveable } from "./saveable";
import { useNearby } from "./useNearby";

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

  const Content = paneFor(window.type);
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

/** The window, as long as anybody sees it; otherwise as it was, under its present title. */
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
