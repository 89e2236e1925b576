/** The area around the panes: knows when the focus leaves them, and which of them a corner belongs to. */
import type { FocusEvent, MouseEvent, PointerEvent, ReactNode, RefObject } from "react";

import { usePage } from "../page";

interface Props {
  area: RefObject<HTMLDivElement | null>;
  children: ReactNode;
}

export function FocusArea({ area, children }: Props) {
  const { actions } = usePage();
  const onPointerDown = ({ target, currentTarget }: PointerEvent) => {
    if (!(target instanceof Element)) return;
    const resized = windowOfHandle(target);
    if (resized !== undefined) actions.focus(resized);
    else if (target.closest(".window") === null) actions.focus(null);
    else if (!currentTarget.contains(document.activeElement)) area.current?.focus({ preventScroll: true });
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (document.hasFocus() && !currentTarget.contains(relatedTarget)) actions.focus(null);
  };
  const onDoubleClick = ({ target }: MouseEvent) => {
    const resized = windowOfHandle(target);
    if (resized !== undefined) actions.resetSize(resized);
  };
  return (
    <div
      ref={area}
      className="no-focus"
      tabIndex={-1}
      onPointerDown={onPointerDown}
      onBlur={onBlur}
      onDoubleClick={onDoubleClick}
    >
      {children}
    </div>
  );
}

/** The window at whose corner something happened. */
function windowOfHandle(target: EventTarget): string | undefined {
  if (!(target instanceof Element) || target.closest(".react-resizable-handle") === null) return undefined;
  return target.closest(".react-grid-item")?.querySelector<HTMLElement>(".window")?.dataset.window;
}
