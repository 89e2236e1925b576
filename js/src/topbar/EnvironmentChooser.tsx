/** Chooses the environment to look at from a list with a search field. */
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";

import { usePage, usePageState } from "../page";
import { EnvironmentList } from "./EnvironmentList";

export function EnvironmentChooser() {
  const { actions } = usePage();
  const selected = usePageState((state) => state.selected);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  const onBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };

  return (
    <div className="environment-chooser" role="group" aria-label="Environment:" onKeyDown={onKeyDown} onBlur={onBlur}>
      <span className="navbar-label">Environment</span>
      <button
        ref={button}
        type="button"
        className="form-control environment-button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {selected.length === 0 && <i>Select environment</i>}
        {selected.map((name) => (
          <span key={name} className="chip">
            {name}
          </span>
        ))}
      </button>
      {open && (
        <EnvironmentList
          onChoose={(name) => {
            actions.select([name]);
            close();
          }}
        />
      )}
    </div>
  );
}
