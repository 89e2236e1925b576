/** A row of pictures with a slider that chooses the one shown. */
import { useState } from "react";

import { titleOf } from "../core/arrange";
import { hasSlider } from "../core/layout";
import { Picture, pictureIn } from "./Picture";
import type { PaneProps } from "./paneProps";

export function ImageHistoryPane({ window }: PaneProps) {
  const pictures = Array.isArray(window.content) ? window.content : [];
  const fromServer = window.selected ?? 0;
  const [followed, setFollowed] = useState(fromServer);
  const [chosen, setChosen] = useState(fromServer);
  if (followed !== fromServer) {
    setFollowed(fromServer);
    setChosen(fromServer);
  }
  const last = Math.max(0, pictures.length - 1);
  const shown = Math.min(Math.max(0, chosen), last);

  return (
    <div className="content content-picture">
      <Picture {...pictureIn(pictures[shown])} title={titleOf(window)} />
      {hasSlider(window) && (
        <label className="widgets">
          <span>Selected:</span>
          <input
            type="range"
            min={0}
            max={last}
            value={shown}
            onChange={(event) => setChosen(Number(event.target.value))}
          />
          <output>{shown}</output>
        </label>
      )}
    </div>
  );
}
