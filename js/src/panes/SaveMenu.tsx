/** The save button of a window, and the menu of the files that can be made of it. */
import { useEffect, useRef } from "react";

import { download } from "../actions/download";
import { copyLink } from "../address";
import { Icon } from "../controls/Icon";
import { usePopup } from "../controls/usePopup";
import { walk } from "../controls/walk";
import { usePage } from "../page";
import type { Window } from "../protocol.gen";
import { type Saveable, windowAsJson } from "./saveable";

interface Props {
  window: Window;
  /** What the pane itself offers. */
  saveable: () => Saveable[];
  tabIndex: number;
}

const walkMenu = walk("[role=menuitem]");

export function SaveMenu({ window, saveable, tabIndex }: Props) {
  const page = usePage();
  const { open, button, toggle, close, around } = usePopup();
  const save = async ({ label, filename, make }: Saveable) => {
    try {
      const file = await make();
      download(filename, file, file.type);
    } catch (error) {
      page.actions.tell(`${label} could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const files = open ? [...saveable(), windowAsJson(window)] : [];
  const entries = files.map((file) => ({ label: file.label, run: () => save(file) }));
  const links = page.boot.exported ? [] : [{ label: "Copy link", run: () => copyLink(page, window.id) }];
  return (
    <span className="save-menu" {...around}>
      <button
        ref={button}
        type="button"
        title="save"
        aria-label="save"
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={tabIndex}
        onClick={toggle}
      >
        <Icon name="save" />
      </button>
      {open && <Menu entries={[...entries, ...links]} onDone={close} />}
    </span>
  );
}

interface MenuProps {
  entries: readonly { label: string; run: () => Promise<void> }[];
  onDone: () => void;
}

/** In front of everything, since the pane would cut it off. */
function Menu({ entries, onDone }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current !== null) showBelow(list.current, list.current.previousElementSibling);
  }, []);
  return (
    <div ref={list} className="dropdown-menu save-list" role="menu" aria-label="Save as" popover="manual" onKeyDown={walkMenu}>
      {entries.map(({ label, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onDone();
            void run();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** Below its button, or as far above as the window needs. */
function showBelow(list: HTMLElement, button: Element | null): void {
  const { left = 0, bottom = 0 } = button?.getBoundingClientRect() ?? {};
  list.showPopover();
  const x = Math.max(0, Math.min(left, innerWidth - list.offsetWidth - 4));
  const top = Math.max(0, Math.min(bottom, innerHeight - list.offsetHeight - 4));
  Object.assign(list.style, { left: `${x}px`, top: `${top}px` });
  list.querySelector("button")?.focus({ preventScroll: true });
}
