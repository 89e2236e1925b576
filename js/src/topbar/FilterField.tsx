/** Shows only the panes whose title matches a regular expression. */
import { usePage, usePageState } from "../page";

export function FilterField() {
  const { actions } = usePage();
  const filter = usePageState((state) => state.filter);
  return (
    <div className="input-group filter" role="group" aria-label="Filter:">
      <input
        className="form-control"
        data-cy="filter"
        type="text"
        placeholder="Filter text"
        aria-label="Filter by title"
        value={filter}
        onChange={(event) => actions.filter(event.target.value)}
      />
      <button
        type="button"
        className="btn btn-default"
        title="Clear filter"
        disabled={filter === ""}
        onClick={() => actions.filter("")}
      >
        ✕
      </button>
    </div>
  );
}
