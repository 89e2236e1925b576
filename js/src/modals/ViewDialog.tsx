/** Saves and deletes the views of the environment. */
import { writable } from "../actions/desk";
import { CURRENT_VIEW } from "../core/state";
import { viewNames } from "../core/views";
import { usePage, usePageState } from "../page";
import { DeleteForm } from "./DeleteForm";
import { Dialog } from "./Dialog";
import { SaveForm } from "./SaveForm";

export function ViewDialog() {
  const { actions, store } = usePage();
  const views = usePageState((state) => state.views);
  const current = usePageState((state) => state.view);
  const canChange = usePageState((state) => writable(state) !== undefined);
  const names = viewNames(views, store.get().selected[0]);
  return (
    <Dialog label="Layout Views Management Modal" heading="Manage Views">
      <SaveForm
        label="Save or fork current layout:"
        current={current}
        names={names}
        canSave={(name) => canChange && name !== "" && name !== CURRENT_VIEW}
        onSave={actions.saveView}
      />
      <DeleteForm
        label="Delete layout view selected in dropdown:"
        current={current}
        names={names}
        canDelete={(name) => canChange && name !== CURRENT_VIEW}
        onDelete={actions.deleteView}
      />
    </Dialog>
  );
}
