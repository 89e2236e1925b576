/** Short messages at the bottom of the page; each goes after a while, but not under the pointer or the focus. */
import { useEffect, useState } from "react";

import { isWritable } from "../actions/desk";
import type { Notice } from "../core/state";
import { usePage, usePageState } from "../page";

const SHOWN_MS = 10_000;

export function Notices() {
  const notices = usePageState((state) => state.notices);
  return (
    <div className="notices" role="log" aria-label="Messages">
      {notices.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice: { id, text, undo } }: { notice: Notice }) {
  const { actions } = usePage();
  const canUndo = usePageState(isWritable);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => actions.dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, id, actions]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);

  return (
    <div className="toast" onMouseEnter={hold} onMouseLeave={release} onFocus={hold} onBlur={release}>
      <span>{text}</span>
      {undo !== null && (
        <button
          type="button"
          className="btn"
          disabled={!canUndo}
          onClick={() => {
            actions.undo(undo);
            actions.dismiss(id);
          }}
        >
          Undo
        </button>
      )}
      <button type="button" className="dismiss" title="Dismiss" aria-label="Dismiss" onClick={() => actions.dismiss(id)}>
        ✕
      </button>
    </div>
  );
}
