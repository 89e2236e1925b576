/** The top bar: environments, views, filter, and the state of saving and of the connection. */
import { coveringPane, isComparison, isWritable, type PageState } from "../state/state";
import { ArmedButton, Icon } from "../ui/controls";
import { usePage, usePageState } from "../ui/page";
import { EnvironmentChooser } from "./EnvironmentChooser";
import { FilterField, PageTools } from "./PageTools";
import { ViewTools } from "./ViewTools";
import "./topbar.css";

export function TopBar() {
  const isCovered = usePageState((state) => coveringPane(state) !== null);
  return (
    <header className="navbar-form navbar-default" inert={isCovered}>
      <span className="navbar-brand visdom-title">visdom</span>
      <span className="vertical-line" />
      <span className="navbar-label">Environment</span>
      <div className="input-group environment-group" role="group" aria-label="Environment:">
        <EnvironmentChooser />
        <EnvironmentTools />
      </div>
      <span className="vertical-line" />
      <span className="navbar-label">View</span>
      <div className="input-group" role="group" aria-label="View:">
        <ViewTools />
      </div>
      <span className="spacer" />
      <SavedState />
      <FilterField />
      <PageTools />
      <Indicator />
    </header>
  );
}

/** Closes all windows, and opens the environment dialog. */
function EnvironmentTools() {
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

function unsavedOf({ unsaved, selected }: PageState): string[] {
  return selected.flatMap((name) => Object.entries(unsaved[name] ?? {}).map(([win, reason]) => `${win}: ${reason}`));
}

/** Shows whether all windows are on the disk of the server; a press saves them now. */
function SavedState() {
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

interface Light {
  text: string;
  style: string;
  tip: string;
}

function lightOf({ link, readonly }: PageState): Light {
  switch (link) {
    case "online":
      return readonly
        ? { text: "readonly", style: "btn-warning", tip: "This page may look, not change. Press to disconnect." }
        : { text: "online", style: "btn-success", tip: "Press to disconnect" };
    case "connecting":
      return { text: "connecting", style: "btn-danger", tip: "Waiting for the server" };
    case "waiting":
      return { text: "offline", style: "btn-danger", tip: "Connection lost; trying again by itself. Press to try now." };
    case "offline":
      return { text: "offline", style: "btn-danger", tip: "Press to connect" };
  }
}

/** Shows the state of the connection; a press connects or disconnects. */
function Indicator() {
  const { store, actions } = usePage();
  usePageState((state) => `${state.link} ${state.readonly}`);
  const { text, style, tip } = lightOf(store.get());
  return (
    <button type="button" className={`btn indicator ${style}`} title={tip} onClick={actions.toggleLink}>
      <span role="status">{text}</span>
    </button>
  );
}
