/** What is done to the environment that is looked at. */
import { isWritable } from "../actions/desk";
import { ArmedButton } from "../controls/ArmedButton";
import { Icon } from "../controls/Icon";
import { isComparison } from "../core/state";
import { usePage, usePageState } from "../page";

export function EnvironmentTools() {
  const { actions } = usePage();
  const canManage = usePageState((state) => isWritable(state) && state.selected.length > 0);
  const canClear = usePageState((state) => isWritable(state) && state.selected.length > 0 && !isComparison(state));
  return (
    <>
      <ArmedButton
        id="clear-button"
        title="Clear Current Environment"
        disabled={!canClear}
        armedChildren={<Icon name="eraser" />}
        onPress={actions.closeAll}
      >
        <Icon name="eraser" />
      </ArmedButton>
      <button
        type="button"
        className="btn btn-default"
        title="Manage Environments"
        aria-label="Manage Environments"
        disabled={!canManage}
        onClick={() => actions.open("environments")}
      >
        <Icon name="folder" />
      </button>
    </>
  );
}
