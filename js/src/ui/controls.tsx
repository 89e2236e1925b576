/** Controls: a button with confirmation, icons, popups, arrow keys in lists. */
import { type FocusEvent, type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from "react";

interface Props {
  id?: string;
  title?: string;
  disabled?: boolean;
  /** Without confirmation, the first press acts. */
  confirms?: boolean;
  children: ReactNode;
  armedChildren: ReactNode;
  onPress: () => void;
}

/** A button that needs a second press to confirm: the first press arms it, the second acts, leaving it disarms it. */
export function ArmedButton({ id, title, disabled = false, confirms = true, children, armedChildren, onPress }: Props) {
  const [armed, setArmed] = useState(false);
  const disarm = () => setArmed(false);
  const press = () => {
    setArmed(confirms && !armed);
    if (armed || !confirms) onPress();
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

const PATHS = {
  eraser: "M6.5 14h8M2.2 9.6l6.3-6.3a1 1 0 0 1 1.4 0l3.3 3.3a1 1 0 0 1 0 1.4L7.6 13.6H5.2l-3-2.6a1 1 0 0 1 0-1.4zM5.4 6.4l4.7 4.7",
  expand: "M6 2H2v4M10 2h4v4M6 14H2v-4M10 14h4v-4",
  shrink: "M2 6h4V2M14 6h-4V2M2 10h4v4M14 10h-4v4",
  list: "M2 4h1M6 4h8M2 8h1M6 8h8M2 12h1M6 12h8",
  pencil: "M2.5 13.5l.8-3.2 7.6-7.6a1.1 1.1 0 0 1 1.6 0l.8.8a1.1 1.1 0 0 1 0 1.6l-7.6 7.6zM9.6 4l2.4 2.4",
  wave: "M1.5 9.5c2-5 4.5-5 6.5-1.5s4.5 3.5 6.5-1.5",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M4.6 1.6v2.8h2.8",
  save: "M8 2v8M4.6 6.8 8 10.2l3.4-3.4M2.5 13.5h11",
  close: "M4 4l8 8M12 4l-8 8",
  folder: "M1.5 12.5v-9h4.4l1.5 1.8h6.1v2M1.5 12.5 3.6 7.3h11.9l-2.2 5.2z",
  grid: "M2 2h3v3H2zM6.5 2h3v3h-3zM11 2h3v3h-3zM2 6.5h3v3H2zM6.5 6.5h3v3h-3zM11 6.5h3v3h-3zM2 11h3v3H2zM6.5 11h3v3h-3zM11 11h3v3h-3z",
  link: "M6.6 9.4l2.8-2.8M7.4 4.6l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.6 11.4l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5",
  moon: "M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8z",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3",
  system: "M1.5 3h13v8h-13zM6 14h4M8 11v3",
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing on a button. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface Popup {
  open: boolean;
  button: RefObject<HTMLButtonElement | null>;
  toggle(): void;
  close(): void;
  /** Handlers for the element around the button and its popup. */
  around: { onKeyDown(event: KeyboardEvent): void; onBlur(event: FocusEvent): void };
}

/** Something that opens below a button: Escape and a focus elsewhere close it, and the button gets the focus back. */
export function usePopup(): Popup {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return {
    open,
    button,
    close,
    toggle: () => setOpen(!open),
    around: {
      onKeyDown(event) {
        if (!open || event.key !== "Escape") return;
        event.stopPropagation();
        close();
      },
      onBlur(event) {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      },
    },
  };
}

const STEPS: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, last) => last,
};

/** An `onKeyDown` handler that moves the focus among the elements of `selector`. Text fields keep Home and End. */
export function walk(selector: string): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const step = STEPS[event.key];
    const isText = event.target instanceof HTMLInputElement && !event.key.startsWith("Arrow");
    if (step === undefined || isText) return;
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
    stops[step(stops.indexOf(document.activeElement as HTMLElement), stops.length - 1)]?.focus();
    event.preventDefault();
  };
}
