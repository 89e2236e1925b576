/** The dialogs of the page; at most one is open. */
import { type ChangeEvent, useRef } from "react";

import { CURRENT_VIEW, isComparison, isWritable, writable } from "../state/state";
import { exportPath } from "../state/url";
import { viewNames } from "../state/views";
import { usePage, usePageState } from "../ui/page";
import { DeleteForm, Dialog, SaveForm } from "./Dialog";

interface Props {
  /** Key -> what it does. */
  shortcuts: readonly { key: string; text: string }[];
}

/** The open dialog, if any. */
export function Dialogs({ shortcuts }: Props) {
  const dialog = usePageState((state) => state.dialog);
  switch (dialog) {
    case "environments":
      return <EnvironmentDialog />;
    case "views":
      return <ViewDialog />;
    case "shortcuts":
      return <ShortcutsDialog shortcuts={shortcuts} />;
    case null:
      return null;
  }
}

/** Saves, forks, deletes, downloads and uploads environments. */
function EnvironmentDialog() {
  const { actions } = usePage();
  const names = usePageState((state) => state.environments);
  const current = usePageState((state) => (isComparison(state) ? "" : (state.selected[0] ?? "")));
  const canChange = usePageState(isWritable);
  return (
    <Dialog label="Environment Management Modal" heading="Manage Environments">
      <SaveForm
        label="Save or fork current environment:"
        current={current}
        names={names}
        canSave={(name) => canChange && current !== "" && name !== ""}
        onSave={actions.saveEnvironment}
      />
      <DeleteForm
        label="Delete environment selected in dropdown:"
        current={current}
        names={names}
        canDelete={(name) => canChange && name !== "" && name !== "main"}
        onDelete={actions.deleteEnvironment}
      />
      <Files environment={current} canChange={canChange} />
    </Dialog>
  );
}

function Files({ environment, canChange }: { environment: string; canChange: boolean }) {
  const { actions, boot } = usePage();
  const field = useRef<HTMLInputElement>(null);
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    for (const file of target.files ?? []) void actions.upload(file);
    target.value = "";
  };
  return (
    <div className="modal-row modal-files">
      {environment !== "" && (
        <>
          <a className="btn btn-default" href={exportPath(boot.baseUrl, environment, "json")} download>
            Download as JSON
          </a>
          <a className="btn btn-default" href={exportPath(boot.baseUrl, environment, "html")} download>
            Download as HTML
          </a>
        </>
      )}
      <button type="button" className="btn btn-default" disabled={!canChange} onClick={() => field.current?.click()}>
        Upload a .json file
      </button>
      <input
        ref={field}
        type="file"
        accept=".json,application/json"
        aria-label="Environment file"
        multiple
        hidden
        onChange={onChange}
      />
    </div>
  );
}

/** Saves and deletes the views of the environment. */
function ViewDialog() {
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

const IN_BARS = [
  { keys: "← → ↑ ↓", text: "on a title bar: move the window in the order" },
  { keys: "Shift + ← → ↑ ↓", text: "on a title bar: make the window smaller or larger" },
];

/** Lists the shortcuts. */
function ShortcutsDialog({ shortcuts }: Props) {
  return (
    <Dialog label="Keyboard Shortcuts" heading="Keyboard shortcuts">
      <table className="shortcuts">
        <tbody>
          {[...shortcuts.map(({ key, text }) => ({ keys: key, text })), ...IN_BARS].map(({ keys, text }) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        In a text, image or embeddings window the keys go to the programs; Escape brings them back to the page.
      </p>
    </Dialog>
  );
}
