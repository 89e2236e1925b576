/** Says whether the page hears from the server; a press connects or disconnects. */
import type { PageState } from "../core/state";
import { usePage, usePageState } from "../page";

interface Look {
  text: string;
  style: string;
  tip: string;
}

function lookOf({ link, readonly }: PageState): Look {
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

export function Indicator() {
  const { store, actions } = usePage();
  usePageState((state) => `${state.link} ${state.readonly}`);
  const { text, style, tip } = lookOf(store.get());
  return (
    <button type="button" className={`btn indicator ${style}`} title={tip} onClick={actions.toggleLink}>
      <span role="status">{text}</span>
    </button>
  );
}
