/** Overlays that are not dialogs: notices, the note about a lost connection, the drop target for files. */
import { useEffect, useState } from "react";

import { isWritable, type Notice } from "../state/state";
import { usePage, usePageState } from "../ui/page";
import "./notices.css";

const SHOWN_MS = 10_000;

/** The notices at the bottom of the page. Each disappears after a while, but not under the pointer or the focus. */
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
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return undefined;
    const timer = setTimeout(() => actions.dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [paused, id, actions]);
  const pause = () => setPaused(true);
  const resume = () => setPaused(false);

  return (
    <div className="toast" onMouseEnter={pause} onMouseLeave={resume} onFocus={pause} onBlur={resume}>
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

const MOMENT_MS = 2000;
const AWAY = "The server does not answer: this page may be out of date.";

/** Warns that the page may be out of date when the connection was lost for more than a moment. */
export function OfflineNote() {
  const { actions } = usePage();
  const link = usePageState((state) => state.link);
  const outage = usePageState((state) => state.outage);
  const [isLong, setLong] = useState(false);
  const isAway = link !== "online";
  useEffect(() => {
    setLong(false);
    if (!isAway) return undefined;
    const timer = setTimeout(() => setLong(true), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [isAway]);

  const wasChosen = link === "offline";
  return (
    <div className="offline-note" role="status" hidden={!(isAway && isLong)}>
      {isAway && isLong && (
        <>
          <span>
            {wasChosen
              ? "Disconnected: what you see does not change."
              : `${outage ?? AWAY} The page tries again by itself.`}
          </span>
          <button type="button" className="btn" onClick={actions.toggleLink}>
            {wasChosen ? "Connect" : "Try now"}
          </button>
        </>
      )}
    </div>
  );
}

/** Uploads environment files that the user drops onto the page. */
export function UploadDrop() {
  const { store, actions } = usePage();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const takes = ({ dataTransfer }: DragEvent) =>
      dataTransfer?.types.includes("Files") === true && isWritable(store.get());
    const onOver = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!takes(event)) return;
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) {
        if (file.name.endsWith(".json")) void actions.upload(file);
        else actions.showNotice(`${file.name} is no environment: a file NAME.json is expected.`);
      }
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [store, actions]);
  return isOver ? <div className="drop-note">Drop an environment file (NAME.json) here</div> : null;
}
