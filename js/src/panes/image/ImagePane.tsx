/** Image windows: one picture, or a row of pictures with a slider that chooses the one shown. */
import { type KeyboardEvent, useState } from "react";

import { hasSlider } from "../../state/layout";
import { useChange } from "../../ui/hooks";
import type { PaneKind, PaneProps } from "../frame";
import { Picture, pictureIn } from "./Picture";

function ImagePane({ window }: PaneProps) {
  return (
    <div className="content content-picture">
      <Picture window={window} {...pictureIn(window.content)} />
    </div>
  );
}

/** A row of pictures with a slider. */
function ImageHistoryPane({ window }: PaneProps) {
  const pictures = Array.isArray(window.content) ? window.content : [];
  const fromServer = Number.isInteger(window.selected) ? window.selected! : 0;
  const [chosen, setChosen] = useState(fromServer);
  useChange(fromServer, () => setChosen(fromServer));
  const last = Math.max(0, pictures.length - 1);
  const shown = Math.min(Math.max(0, chosen), last);
  const choose = (index: number) => setChosen(Math.min(Math.max(0, index), last));

  const onKeyDown = (event: KeyboardEvent) => {
    const target = targetOf(event, shown, last);
    if (target === null) return;
    event.preventDefault();
    choose(target);
  };

  return (
    <div className="content content-picture">
      <Picture window={window} {...pictureIn(pictures[shown])} onKeyDown={onKeyDown} />
      {hasSlider(window) && (
        <label className="widgets">
          <span>Selected:</span>
          <input
            type="range"
            min={0}
            max={last}
            value={shown}
            onChange={(event) => choose(Number(event.target.value))}
          />
          <output>{shown}</output>
        </label>
      )}
    </div>
  );
}

/** The picture that a key chooses; null for other keys and for combinations. */
function targetOf(event: KeyboardEvent, shown: number, last: number): number | null {
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return null;
  switch (event.key) {
    case "ArrowLeft":
      return shown - 1;
    case "ArrowRight":
      return shown + 1;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

export const image: PaneKind = {
  components: { image: ImagePane, image_history: ImageHistoryPane },
  keys: "with window",
};
