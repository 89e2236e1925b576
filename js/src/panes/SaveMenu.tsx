/** The save button of a window, and the menu of the files that can be made of it. */
import { download } from "../actions/download";
import { Icon } from "../controls/Icon";
import { usePopup } from "../controls/usePopup";
import { walk } from "../controls/walk";
import type { Window } from "../protocol.gen";
import { type Saveable, windowAsJson } from "./saveable";

interface Props {
  window: Window;
  /** What the pane itself offers. */
  saveable: () => Saveable[];
  tabIndex: number;
}

export function SaveMenu({ window, saveable, tabIndex }: Props) {
  const { open, button, toggle, close, around } = usePopup();
  const save = async ({ filename, make }: Saveable) => {
    close();
    const file = await make();
    download(filename, file, file.type);
  };
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
      {open && (
        <div
          className="dropdown-menu save-list"
          role="menu"
          aria-label="Save as"
          popover="manual"
          ref={(list) => {
            if (list !== null && button.current !== null) showBelow(list, button.current);
          }}
          onKeyDown={walk("[role=menuitem]")}
        >
          {[...saveable(), windowAsJson(window)].map((file) => (
            <button key={file.label} type="button" role="menuitem" tabIndex={-1} onClick={() => void save(file)}>
              {file.label}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}

/** In front of everything, since the pane would cut the menu off. */
function showBelow(list: HTMLElement, button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  Object.assign(list.style, { left: `${left}px`, top: `${bottom}px` });
  if (!list.matches(":popover-open")) list.showPopover();
  list.querySelector("button")?.focus({ preventScroll: true });
}
