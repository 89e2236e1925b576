/** Chooses what to look at: one environment, or several to compare. */
import type { MouseEvent } from "react";

import { usePopup } from "../controls/usePopup";
import { usePage, usePageState } from "../page";
import { EnvironmentList } from "./EnvironmentList";

export function EnvironmentChooser() {
  const { actions } = usePage();
  const selected = usePageState((state) => state.selected);
  const { open, button, toggle, close, around } = usePopup();
  const onClick = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest("button") === null) toggle();
  };

  return (
    <div className="environment-chooser" {...around}>
      <div className="form-control environment-field" onClick={onClick}>
        {selected.map((name) => (
          <span key={name} className="chip">
            <span className="chip-name" title={name}>
              {name}
            </span>
            <button
              type="button"
              title={`Look at ${name} no longer`}
              aria-label={`Look at ${name} no longer`}
              onClick={() => actions.select(selected.filter((other) => other !== name))}
            >
              ✕
            </button>
          </span>
        ))}
        <button
          ref={button}
          type="button"
          className="environment-button"
          aria-label="Select environments"
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={toggle}
        >
          {selected.length === 0 && <i>Select environment(s)</i>}
        </button>
        {selected.length > 1 && (
          <button
            type="button"
            className="clear-environments"
            title="Select none"
            aria-label="Select none"
            onClick={() => actions.select([])}
          >
            ✕
          </button>
        )}
      </div>
      {open && <EnvironmentList onDone={close} />}
    </div>
  );
}
