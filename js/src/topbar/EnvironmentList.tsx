/** The tree of environments with a field that narrows it. A press shows one; the boxes before them compare several. */
import { type KeyboardEvent, useState } from "react";

import { walk } from "../controls/walk";
import { type EnvironmentRow, environmentRows, groupEnvironments, matchRows } from "../core/environments";
import { usePage, usePageState } from "../page";

const walkTree = walk("input, [role=treeitem]");

export function EnvironmentList({ onDone }: { onDone: () => void }) {
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
