/** Says that what is shown may be old, when the server has been away for more than a moment. */
import { useEffect, useState } from "react";

import { usePage, usePageState } from "../page";

const MOMENT_MS = 2000;

export function OfflineNote() {
  const { actions } = usePage();
  const link = usePageState((state) => state.link);
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
              : "The server does not answer: what you see may be old. Trying again by itself."}
          </span>
          <button type="button" className="btn" onClick={actions.toggleLink}>
            {wasChosen ? "Connect" : "Try now"}
          </button>
        </>
      )}
    </div>
  );
}
