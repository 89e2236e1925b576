/** Tools of the page itself: the filter, links, colours, shortcuts. */
import { hiddenPanes } from "../state/arrange";
import { filterFault } from "../state/filter";
import { Icon } from "../ui/controls";
import { usePage, usePageState } from "../ui/page";
import { nextTheme, useThemeChoice } from "../ui/theme";

/** Filters the panes by title: a regular expression, or words. */
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

/** Copies a link, switches the theme, opens the list of shortcuts, logs out. */
export function PageTools() {
  const { actions, boot } = usePage();
  return (
    <div className="btn-group" role="group" aria-label="Page:">
      <button
        type="button"
        className="btn btn-default"
        title="Copy a link to what is shown"
        aria-label="Copy a link to what is shown"
        onClick={() => void actions.copyLink()}
      >
        <Icon name="link" />
      </button>
      <ThemeButton />
      <button
        type="button"
        className="btn btn-default"
        title="Keyboard shortcuts"
        aria-label="Keyboard shortcuts"
        onClick={() => actions.open("shortcuts")}
      >
        ?
      </button>
      {boot.canLogOut && (
        <button type="button" className="btn btn-default" onClick={() => void actions.logOut()}>
          Log out
        </button>
      )}
    </div>
  );
}

const ICONS = { system: "system", light: "sun", dark: "moon" } as const;

/** Switches the theme: system, light, dark. */
export function ThemeButton() {
  const [choice, setChoice] = useThemeChoice();
  return (
    <button
      type="button"
      id="theme-button"
      className="btn btn-default"
      title={`Colours: ${choice}`}
      aria-label={`Colours: ${choice}`}
      onClick={() => setChoice(nextTheme(choice))}
    >
      <Icon name={ICONS[choice]} />
    </button>
  );
}
