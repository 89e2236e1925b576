/** A plot window, drawn by Plotly, with smoothing and an editor. */
import { useMemo, useRef, useState } from "react";

import { Icon } from "../../ui/controls";
import { useSize } from "../../ui/hooks";
import { useTheme } from "../../ui/theme";
import { BarTools, type PaneKind, PaneNote, type PaneProps, useNear, useSaveable } from "../frame";
import type { PlotOptions } from "./drawing";
import { NO_EDITS, tracesOf } from "./figure";
import { isSmall } from "./fit";
import { PlotEditor } from "./PlotEditor";
import { plotFiles } from "./plotFiles";
import { preloadPlotly } from "./plotly";
import { isSmoothable } from "./traces";
import { useDrawing } from "./useDrawing";
import "./plot.css";

const LEAST_SMOOTHING = 1;

function PlotPane({ window }: PaneProps) {
  const target = useRef<HTMLDivElement>(null);
  const size = useSize(target);
  const theme = useTheme();
  const [strength, setStrength] = useState(LEAST_SMOOTHING);
  const [smooth, setSmooth] = useState(false);
  const [editing, setEditing] = useState(false);
  const [edits, setEdits] = useState(NO_EDITS);
  const canSmooth = tracesOf(window).some(isSmoothable);
  const smoothing = smooth && canSmooth ? strength : null;

  const options = useMemo((): PlotOptions | null => {
    const hasRoom = size !== null && size.width > 0 && size.height > 0;
    return hasRoom ? { size, theme, smoothing, edits } : null;
  }, [size, theme, smoothing, edits]);
  const { failure, unsupportedTypes } = useDrawing(target, window, options, useNear());
  useSaveable(() => plotFiles(window, target.current));

  return (
    <div className="content content-plot">
      <BarTools>
        <ToolButton title="edit plot" icon="pencil" pressed={editing} onClick={() => setEditing(!editing)} />
        {canSmooth && <ToolButton title="smooth lines" icon="wave" pressed={smooth} onClick={() => setSmooth(!smooth)} />}
      </BarTools>
      <div className="plot-room">
        <div
          ref={target}
          id={window.contentID}
          className="plot"
          data-failed={failure !== null || undefined}
          data-small={(size !== null && isSmall(size)) || undefined}
        />
        {failure !== null && <PaneNote>This plot cannot be drawn: {failure}</PaneNote>}
      </div>
      {unsupportedTypes.length > 0 && <p className="plot-note">Plotly does not know this kind of trace (any more): {unsupportedTypes.join(", ")}</p>}
      {smoothing !== null && <SmoothingSlider strength={strength} onChange={setStrength} />}
      {editing && <PlotEditor window={window} edits={edits} onEdit={setEdits} onClose={() => setEditing(false)} />}
    </div>
  );
}

interface ToolProps {
  title: string;
  icon: "pencil" | "wave";
  pressed: boolean;
  onClick: () => void;
}

function ToolButton({ title, icon, pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      title={title}
      aria-label={title}
      aria-pressed={pressed}
      className={pressed ? "active" : ""}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface SliderProps {
  strength: number;
  onChange: (strength: number) => void;
}

/** The strength of the smoothing. */
function SmoothingSlider({ strength, onChange }: SliderProps) {
  return (
    <label className="widgets">
      <span>Smoothing:</span>
      <input type="range" min={1} max={100} value={strength} onChange={(event) => onChange(Number(event.target.value))} />
      <output>{strength}</output>
    </label>
  );
}

export const plot: PaneKind = { components: { plot: PlotPane }, preload: preloadPlotly };
