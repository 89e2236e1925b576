/** Saves, forks, deletes, downloads and uploads environments. */
import { type ChangeEvent, useRef } from "react";

import { isWritable } from "../actions/desk";
import { isComparison } from "../core/state";
import { exportPath } from "../core/url";
import { usePage, usePageState } from "../page";
import { DeleteForm } from "./DeleteForm";
import { Dialog } from "./Dialog";
import { SaveForm } from "./SaveForm";

export function EnvironmentDialog() {
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
