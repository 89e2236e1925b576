/** The view tools: the menu of saved views, repack, and the view dialog. */
import { type MouseEvent, useEffect, useRef } from "react";

import { isComparison, isWritable } from "../state/state";
import { viewNames } from "../state/views";
import { Icon, usePopup, walk } from "../ui/controls";
import { usePage, usePageState } from "../ui/page";

const walkMenu = walk("[role=menuitemradio]");

export function ViewTools() {
  const { actions } = usePage();
  const canManage = usePageState((state) => isWritable(state) && state.selected.length > 0 && !isComparison(state));
  return (
    <>
      <ViewDropdown />
      <button type="button" className="btn btn-default" title="Repack" aria-label="Repack" onClick={actions.repack}>
        <Icon name="grid" />
      </button>
      <button
        type="button"
        className="btn btn-default"
        title="Manage Views"
        aria-label="Manage Views"
        disabled={!canManage}
        onClick={() => actions.open("views")}
      >
        <Icon name="folder" />
      </button>
    </>
  );
}

function ViewDropdown() {
  const view = usePageState((state) => (isComparison(state) ? "compare" : state.view));
  const disabled = usePageState((state) => state.session === null || isComparison(state));
  const { open, button, toggle, close, around } = usePopup();
  return (
    <div className="dropdown" {...around}>
      <button
        ref={button}
        id="viewDropdown"
        type="button"
        className="btn btn-default dropdown-toggle"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={toggle}
        onKeyDown={(event) => {
          if (!open && event.key === "ArrowDown") toggle();
        }}
      >
        {view}
      </button>
      {open && <ViewMenu shown={view} onDone={close} />}
    </div>
  );
}

function ViewMenu({ shown, onDone }: { shown: string; onDone: () => void }) {
  const { store, actions } = usePage();
  const views = usePageState((state) => state.views);
  const menu = useRef<HTMLUListElement>(null);
  useEffect(() => menu.current?.querySelector<HTMLElement>("[aria-checked=true]")?.focus(), []);
  const choose = (event: MouseEvent, name: string) => {
    event.preventDefault();
    actions.showView(name);
    onDone();
  };
  return (
    <ul ref={menu} className="dropdown-menu" role="menu" aria-labelledby="viewDropdown" onKeyDown={walkMenu}>
      {viewNames(views, store.get().selected[0]).map((name) => (
        <li key={name} role="none">
          <a
            href={`#${encodeURIComponent(name)}`}
            role="menuitemradio"
            aria-checked={name === shown}
            onClick={(event) => choose(event, name)}
          >
            {name} {name === shown && <span aria-hidden="true">✓</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}
