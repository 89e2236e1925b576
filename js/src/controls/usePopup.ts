/** Something that opens below a button: Escape and looking elsewhere close it, and the button gets the focus back. */
import { type FocusEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";

export interface Popup {
  open: boolean;
  button: RefObject<HTMLButtonElement | null>;
  toggle(): void;
  close(): void;
  /** For the element around the button and what it opens. */
  around: { onKeyDown(event: KeyboardEvent): void; onBlur(event: FocusEvent): void };
}

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
