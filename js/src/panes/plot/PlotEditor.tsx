/** The plot editor: titles, scales and the legend, on this page alone. */
import type { KeyboardEvent } from "react";

import type { Window } from "../../protocol.gen";
import { type AxisType, layoutOf, NO_EDITS, type PlotEdits, titleText } from "./figure";

interface Props {
  window: Window;
  edits: PlotEdits;
  onEdit: (edits: PlotEdits) => void;
  onClose: () => void;
}

export function PlotEditor({ window, edits, onEdit, onClose }: Props) {
  const layout = layoutOf(window);
  const edit = (change: PlotEdits) => onEdit({ ...edits, ...change });
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === "Escape") onClose();
  };
  const [legendInFigure, traces] = [layout.showlegend, (window.content as { data?: unknown[] } | null)?.data?.length ?? 0];
  const hasLegend = edits.legend ?? (typeof legendInFigure === "boolean" ? legendInFigure : traces > 1);
  return (
    <form className="plot-editor" aria-label="Edit plot" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
      <TextField label="Title" value={edits.title ?? titleText(layout)} onChange={(title) => edit({ title })} />
      <TextField
        label="X axis"
        value={edits.xTitle ?? titleText(layout, "xaxis")}
        onChange={(xTitle) => edit({ xTitle })}
      />
      <TextField
        label="Y axis"
        value={edits.yTitle ?? titleText(layout, "yaxis")}
        onChange={(yTitle) => edit({ yTitle })}
      />
      <LogField label="X logarithmic" type={edits.xType ?? typeIn(layout.xaxis)} onChange={(xType) => edit({ xType })} />
      <LogField label="Y logarithmic" type={edits.yType ?? typeIn(layout.yaxis)} onChange={(yType) => edit({ yType })} />
      <label>
        <input type="checkbox" checked={hasLegend} onChange={(event) => edit({ legend: event.target.checked })} />
        Legend
      </label>
      <div className="plot-editor-end">
        <button type="button" className="btn" onClick={() => onEdit(NO_EDITS)}>
          As sent
        </button>
        <button type="button" className="btn" onClick={onClose}>
          Done
        </button>
      </div>
    </form>
  );
}

function TextField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="plot-editor-text">
      {label}
      <input type="text" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function LogField({ label, type, onChange }: { label: string; type: AxisType; onChange: (type: AxisType) => void }) {
  return (
    <label>
      <input type="checkbox" checked={type === "log"} onChange={({ target }) => onChange(target.checked ? "log" : "linear")} />
      {label}
    </label>
  );
}

function typeIn(axis: unknown): AxisType {
  return typeof axis === "object" && axis !== null && "type" in axis && axis.type === "log" ? "log" : "linear";
}
