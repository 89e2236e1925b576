/** The frame of a window: its bar, its focus, and the pane of its kind inside. */
import { memo } from "react";

import { titleOf } from "../core/arrange";
import { isComparison } from "../core/state";
import { usePage, usePageState } from "../page";
import { PaneBoundary } from "./PaneBoundary";
import { paneFor } from "./registry";

export const Pane = memo(function Pane({ id }: { id: string }) {
  const { actions } = usePage();
  const window = usePageState((state) => state.windows.get(id));
  const focused = usePageState((state) => state.focused === id);
  const canClose = usePageState((state) => state.session !== null && !state.readonly && !isComparison(state));
  if (window === undefined) return null;

  const Content = paneFor(window.type);
  const title = titleOf(window);
  const focus = focused ? " focus" : "";
  return (
    <section
      className={`window${focus}`}
      aria-label={title || id}
      data-window={id}
      data-type={window.type}
      onPointerDown={() => actions.focus(id)}
      onFocus={() => actions.focus(id)}
    >
      <div className={`bar${focus}`}>
        <button
          type="button"
          title="close"
          aria-label="close"
          disabled={!canClose}
          onClick={() => actions.close(id)}
        >
          ✕
        </button>
        <div className="pull-right" title={title}>
          {title}
        </div>
      </div>
      <PaneBoundary resetBy={window.contentID}>
        <Content window={window} />
      </PaneBoundary>
    </section>
  );
});
