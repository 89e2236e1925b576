/** Shows only the panes whose title matches: a regular expression, or words. */
import { Icon } from "../controls/Icon";
import { hiddenPanes } from "../core/arrange";
import { filterFault } from "../core/filter";
import { usePage, usePageState } from "../page";

export function FilterField() {
  const { actions } = usePage();
  const filter = usePageState((state) => state.filter);
  const kind = usePageState((state) => state.filterKind);
  const matches = usePageState((state) => `${state.order.length - hiddenPanes(state).length} of ${state.order.length}`);
  const fault = filterFault(filter, kind);
  const isExpression = kind === "expression";

  return (
    <div className="input-group filter" role="group" aria-label="Filter:">
      <input
        className="form-control"
        data-cy="filter"
        type="text"
        placeholder="Filter text"
        aria-label="Filter by title"
        aria-invalid={fault !== null}
        aria-describedby="filter-state"
        value={filter}
        onChange={(event) => actions.filter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") actions.filter("");
        }}
      />
      <span id="filter-state" className={fault === null ? "filter-count" : "filter-fault"} role="status">
        {filter !== "" && (fault ?? matches)}
      </span>
      <button
        type="button"
        className="btn btn-default filter-kind"
        title="Regular expression, case counts; without, the words that a title contains"
        aria-label="Regular expression"
        aria-pressed={isExpression}
        onClick={() => actions.filter(filter, isExpression ? "words" : "expression")}
      >
        .*
      </button>
      <button
        type="button"
        className="btn btn-default"
        title="Clear filter"
        aria-label="Clear filter"
        disabled={filter === ""}
        onClick={() => actions.filter("")}
      >
        <Icon name="eraser" />
      </button>
    </div>
  );
}
