/** An image window. */
import { titleOf } from "../core/arrange";
import { Picture, pictureIn } from "./Picture";
import type { PaneProps } from "./paneProps";

export function ImagePane({ window }: PaneProps) {
  return (
    <div className="content content-picture">
      <Picture {...pictureIn(window.content)} title={titleOf(window)} />
    </div>
  );
}
