/** Says whether all that is looked at is on the server's disk; a press has it written. */
import { isWritable } from "../actions/desk";
import type { PageState } from "../core/state";
import { usePage, usePageState } from "../page";

function unsavedOf({ unsaved, selected }: PageState): string[] {
  return selected.flatMap((name) => Object.entries(unsaved[name] ?? {}).map(([win, reason]) => `${win}: ${reason}`));
}

export function SavedState() {
  const { actions, store } = usePage();
  const isKnown = usePageState((state) => state.session !== null && state.selected.length > 0);
  const canSave = usePageState(isWritable);
  const count = usePageState((state) => unsavedOf(state).length);
  usePageState((state) => state.unsaved);
  if (!isKnown) return null;
  if (count === 0) {
    return (
      <span className="saved-state" role="status" title="All windows are on the server's disk.">
        saved
      </span>
    );
  }
  const reasons = unsavedOf(store.get()).slice(0, 10).join("\n");
  return (
    <button
      type="button"
      className="btn btn-default saved-state not-saved"
      title={`${reasons}\nPress to save now.`}
      disabled={!canSave}
      onClick={actions.saveAll}
    >
      <span role="status">{count} not saved</span>
    </button>
  );
}
