/** An image window. */
import { Picture } from "./Picture";
import { pictureIn } from "./pictures";
import type { PaneProps } from "./paneProps";

export function ImagePane({ window }: PaneProps) {
  return (
    <div className="content content-picture">
      <Picture window={window} {...pictureIn(window.content)} />
    </div>
  );
}
