/** A window above the page that keeps the focus until Escape, a press beside it, or its cross closes it. */
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react";

import { usePage } from "../page";

interface Props {
  label: string;
  heading: string;
  children: ReactNode;
}

export function Dialog({ label, heading, children }: Props) {
  const { actions } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => actions.open(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close(); // still in the document, so that it gives the focus back
  }, []);
  const onPress = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  return (
    <dialog ref={dialog} className="modal" aria-label={label} onCancel={close} onMouseDown={onPress}>
      <div className="modal-content">
        <header>
          <h2>{heading}</h2>
          <button type="button" className="dismiss" title="Close" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
