/** A button for what cannot be taken back: the first press arms it, the second does it, leaving it disarms it. */
import { type ReactNode, useState } from "react";

interface Props {
  id?: string;
  title?: string;
  disabled?: boolean;
  /** Without a need to ask, the first press does it. */
  asks?: boolean;
  children: ReactNode;
  armedChildren: ReactNode;
  onPress: () => void;
}

export function ArmedButton({ id, title, disabled = false, asks = true, children, armedChildren, onPress }: Props) {
  const [armed, setArmed] = useState(false);
  const disarm = () => setArmed(false);
  const press = () => {
    setArmed(asks && !armed);
    if (armed || !asks) onPress();
  };
  const tip = armed ? "Are you sure?" : title;
  return (
    <button
      id={id}
      type="button"
      className={`btn ${armed ? "btn-warning" : "btn-default"}`}
      title={tip}
      aria-label={tip}
      disabled={disabled}
      onClick={press}
      onBlur={disarm}
      onMouseLeave={disarm}
    >
      {armed ? armedChildren : children}
    </button>
  );
}
