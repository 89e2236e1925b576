/** How strongly the lines of a plot are smoothed. */

interface Props {
  strength: number;
  onChange: (strength: number) => void;
}

export function SmoothingSlider({ strength, onChange }: Props) {
  return (
    <label className="widgets">
      <span>Smoothing:</span>
      <input type="range" min={1} max={100} value={strength} onChange={(event) => onChange(Number(event.target.value))} />
      <output>{strength}</output>
    </label>
  );
}
