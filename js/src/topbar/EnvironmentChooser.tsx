/** The environment chooser: one environment, or several to compare, from a tree with a search field. */
import { type KeyboardEvent, type MouseEvent, useState } from "react";

import { usePopup, walk } from "../ui/controls";
import { usePage, usePageState } from "../ui/page";
import "./topbar.css"; // first, because the next sheet overrides parts of it
import "./environments.css";

/** The selected environments, and the button that opens the tree. */
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

const walkTree = walk("input, [role=treeitem]");

/** The tree with its search field. A press selects one environment; the boxes select several to compare. */
function EnvironmentList({ onDone }: { onDone: () => void }) {
  const { actions } = usePage();
  const environments = usePageState((state) => state.environments);
  const selected = usePageState((state) => state.selected);
  const [search, setSearch] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const groups = groupEnvironments(environments, search);
  const rows = search.trim() === "" ? environmentRows(groups, folded) : matchRows(groups);

  const fold = (prefix: string, isFolded: boolean) => {
    const others = [...folded].filter((other) => other !== prefix);
    setFolded(new Set(isFolded ? [...others, prefix] : others));
  };
  const tick = ({ names }: EnvironmentRow, on: boolean) => {
    const others = selected.filter((name) => !names.includes(name));
    actions.select(on ? [...others, ...names] : others);
  };
  const choose = (row: EnvironmentRow) => {
    if (row.isGroup) return fold(row.label, !row.isFolded);
    actions.select(row.names);
    return onDone();
  };

  return (
    <div className="environment-list" role="dialog" aria-label="Environments" onKeyDown={walkTree}>
      <input
        className="form-control"
        type="search"
        placeholder="Search"
        aria-label="Search environments"
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && rows[0] !== undefined) choose(rows[0]);
        }}
      />
      <div role="tree" aria-label="Environments" aria-multiselectable="true">
        {rows.map((row) => (
          <Row key={`${row.isGroup} ${row.label}`} row={row} selected={selected} {...{ tick, choose, fold }} />
        ))}
      </div>
      {rows.length === 0 && <p className="quiet">No environment has this in its name.</p>}
      <p className="quiet environment-hint">Tick several to compare them.</p>
    </div>
  );
}

interface RowProps {
  row: EnvironmentRow;
  selected: readonly string[];
  tick: (row: EnvironmentRow, on: boolean) => void;
  choose: (row: EnvironmentRow) => void;
  fold: (prefix: string, isFolded: boolean) => void;
}

function Row({ row, selected, tick, choose, fold }: RowProps) {
  const chosen = row.names.filter((name) => selected.includes(name)).length;
  const checked = chosen === row.names.length ? true : chosen > 0 ? "mixed" : false;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") choose(row);
    else if (event.key === " ") tick(row, checked !== true);
    else if (row.isGroup && event.key === "ArrowLeft") fold(row.label, true);
    else if (row.isGroup && event.key === "ArrowRight") fold(row.label, false);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="treeitem"
      className={row.isGroup ? "environment-group-row" : "environment-option"}
      aria-level={row.level}
      aria-checked={checked}
      aria-label={row.label}
      {...(row.isGroup ? { "aria-expanded": !row.isFolded } : {})}
      tabIndex={-1}
      onClick={() => choose(row)}
      onKeyDown={onKeyDown}
    >
      <span
        className="environment-check"
        data-checked={checked}
        onClick={(event) => {
          event.stopPropagation();
          tick(row, checked !== true);
        }}
      />
      <span className="environment-name">{row.label}</span>
      {row.isGroup && <span className="environment-fold" data-folded={row.isFolded} />}
    </div>
  );
}

interface EnvironmentGroup {
  /** The part of the names before the first `_`. */
  prefix: string;
  names: string[];
}

/** Those whose name contains `search` (any case), sorted and grouped by what comes before the first `_`. */
export function groupEnvironments(names: readonly string[], search: string): EnvironmentGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    if (!name.toLowerCase().includes(wanted)) continue;
    const prefix = name.split("_", 1)[0] ?? "";
    groups.set(prefix, [...(groups.get(prefix) ?? []), name]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, members]) => ({ prefix, names: members }));
}

/** A row of the environment tree. */
interface EnvironmentRow {
  readonly label: string;
  readonly level: 1 | 2;
  readonly isGroup: boolean;
  readonly isFolded: boolean;
  /** The environments of the row: one, or all of a group. */
  readonly names: readonly string[];
}

/** The rows of the tree: a group has a row of its own, unless its only environment has the same name. */
export function environmentRows(groups: readonly EnvironmentGroup[], folded: ReadonlySet<string>): EnvironmentRow[] {
  return groups.flatMap(({ prefix, names }) => {
    if (names.length === 1 && names[0] === prefix) return [row(prefix, 1)];
    const isFolded = folded.has(prefix);
    const group: EnvironmentRow = { label: prefix, level: 1, isGroup: true, isFolded, names };
    return isFolded ? [group] : [group, ...names.map((name) => row(name, 2))];
  });
}

/** The rows of a search result, without groups. */
export function matchRows(groups: readonly EnvironmentGroup[]): EnvironmentRow[] {
  return groups.flatMap(({ names }) => names.map((name) => row(name, 1)));
}

function row(name: string, level: 1 | 2): EnvironmentRow {
  return { label: name, level, isGroup: false, isFolded: false, names: [name] };
}
