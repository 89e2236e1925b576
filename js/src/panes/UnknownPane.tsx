/** Stands for a window of a kind that this page does not show. */
import { PaneNote } from "./PaneBoundary";
import type { PaneProps } from "./paneProps";

export function UnknownPane({ window }: PaneProps) {
  return (
    <div className="content">
      <PaneNote>
        This page does not show windows of type <code>{String(window.type)}</code>.
      </PaneNote>
    </div>
  );
}
