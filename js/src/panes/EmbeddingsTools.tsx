/** The buttons over a cloud of points: the way back, and the lasso. */
import { FEWEST_SELECTED } from "../core/embeddings";

interface Props {
  canBack: boolean;
  disabled: boolean;
  selecting: boolean;
  hint: string | null;
  onBack: () => void;
  onSelecting: () => void;
}

const SELECTING = `Selection mode: drag a line around ${FEWEST_SELECTED} points or more to embed them anew, or press Enter for all in sight`;

export function EmbeddingsTools({ canBack, disabled, selecting, hint, onBack, onSelecting }: Props) {
  const shown = hint ?? (selecting ? SELECTING : null);
  return (
    <div className="embeddings-tools">
      {canBack && (
        <button type="button" className="btn" title="Back" aria-label="Back" disabled={disabled} onClick={onBack}>
          ←
        </button>
      )}
      <button
        type="button"
        className="btn"
        title="Selection mode"
        aria-label="Selection mode"
        aria-pressed={selecting}
        disabled={disabled}
        onClick={onSelecting}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.5" />
        </svg>
      </button>
      <span role="status">{shown}</span>
    </div>
  );
}
