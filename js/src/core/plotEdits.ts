/** What a person changes in the look of a plot, on this page alone. */
import { isMembers, type Members } from "./plotlyCompat";

/** Members that are missing are as the figure has them. */
export interface PlotEdits {
  readonly title?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  readonly xType?: AxisType;
  readonly yType?: AxisType;
  readonly legend?: boolean;
}

export type AxisType = "linear" | "log";

export const NO_EDITS: PlotEdits = {};

/** The layout with the edits; the given one is not changed. */
export function editedLayout(layout: Members, edits: PlotEdits): Members {
  const next = { ...layout };
  if (edits.title !== undefined) next.title = retitled(layout.title, edits.title);
  if (edits.legend !== undefined) next.showlegend = edits.legend;
  editAxis(next, "xaxis", edits.xTitle, edits.xType);
  editAxis(next, "yaxis", edits.yTitle, edits.yType);
  return next;
}

/** The text of a title in an upgraded layout, as `title` or as that of an axis. */
export function titleText(layout: Members, axis?: "xaxis" | "yaxis"): string {
  const holder = axis === undefined ? layout : layout[axis];
  const title = isMembers(holder) ? holder.title : undefined;
  return isMembers(title) && typeof title.text === "string" ? title.text : "";
}

function editAxis(layout: Members, name: string, title: string | undefined, type: AxisType | undefined): void {
  if (title === undefined && type === undefined) return;
  const axis: Members = isMembers(layout[name]) ? { ...layout[name] } : {};
  if (title !== undefined) axis.title = retitled(axis.title, title);
  if (type !== undefined && type !== axis.type) {
    axis.type = type;
    delete axis.range; // it counts in powers on one kind of axis, not on the other
    delete axis.autorange;
  }
  layout[name] = axis;
}

function retitled(title: unknown, text: string): Members {
  return { ...(isMembers(title) ? title : {}), text };
}
