/** All environments in groups, with a field that narrows the list; the arrow keys walk through it. */
import { type KeyboardEvent, useState } from "react";

import { groupEnvironments } from "../core/environments";
import { usePageState } from "../page";

export function EnvironmentList({ onChoose }: { onChoose: (name: string) => void }) {
  const environments = usePageState((state) => state.environments);
  const selected = usePageState((state) => state.selected);
  const [search, setSearch] = useState("");
  const groups = groupEnvironments(environments, search);

  return (
    <div className="environment-list" role="dialog" aria-label="Environments" onKeyDown={walk}>
      <input
        className="form-control"
        type="search"
        placeholder="Search"
        aria-label="Search environments"
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {groups.map(({ prefix, names }) => (
        <section key={prefix} aria-label={prefix}>
          {(names.length > 1 || names[0] !== prefix) && <h2>{prefix}</h2>}
          {names.map((name) => (
            <button
              key={name}
              type="button"
              className="environment-option"
              aria-pressed={selected.includes(name)}
              onClick={() => onChoose(name)}
            >
              {name}
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 && <p className="quiet">No environment has this in its name.</p>}
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
  stops[stops.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  event.preventDefault();
}
