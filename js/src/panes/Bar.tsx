/** The title bar of a pane: buttons, the save menu, and the title. */
import { type KeyboardEvent, type MouseEvent, type Ref, useEffect, useRef } from "react";

import type { Actions } from "../actions";
import type { Window } from "../protocol.gen";
import { titleOf } from "../state/arrange";
import { isComparison } from "../state/state";
import { Icon, type IconName, usePopup, walk } from "../ui/controls";
import { download, type Saveable, windowAsJson } from "../ui/files";
import { usePage, usePageState } from "../ui/page";

/** One press of Shift and an arrow key changes a size by about 50 pixels. */
const GROW_COLUMNS = 4;
const GROW_ROWS = 3;

const STEPS: Record<string, { columns: number; rows: number }> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

interface Props {
  window: Window;
  focused: boolean;
  detailed: boolean | null;
  onDetails: () => void;
  onReset: (() => void) | null;
  saveable: () => Saveable[];
  tools: Ref<HTMLSpanElement>;
}

export function Bar({ window, focused, detailed, onDetails, onReset, saveable, tools }: Props) {
  const { actions } = usePage();
  const { id } = window;
  const canClose = usePageState((state) => state.session !== null && !state.readonly && !isComparison(state));
  const isFull = usePageState((state) => state.fullScreen === id);
  const title = titleOf(window);
  const stop = { tabIndex: focused ? 0 : -1 }; // one tab stop per window until it has the focus

  return (
    <div
      className={`bar${focused ? " focus" : ""}`}
      role="group"
      aria-label={`${title || id}: title bar`}
      aria-roledescription="title bar"
      tabIndex={0}
      onMouseDown={leaveFocus}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) arrange(event, id, actions);
      }}
    >
      <BarButton {...stop} title="close" icon="close" disabled={!canClose} onClick={() => actions.close(id)} />
      <SaveMenu {...stop} window={window} saveable={saveable} />
      {onReset !== null && <BarButton {...stop} title="reset" icon="reset" onClick={onReset} />}
      <NotSavedMark win={id} />
      <div className="pull-right" title={title}>
        {title}
      </div>
      {detailed !== null && (
        <BarButton {...stop} title="properties" icon="list" pressed={detailed} onClick={onDetails} />
      )}
      <span ref={tools} className="bar-tools" />
      <BarButton
        {...stop}
        title="full screen"
        icon={isFull ? "shrink" : "expand"}
        pressed={isFull}
        onClick={() => actions.showFullScreen(isFull ? null : id)}
      />
    </div>
  );
}

interface ButtonProps {
  title: string;
  icon: IconName;
  tabIndex: number;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}

function BarButton({ title, icon, pressed, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      title={title}
      aria-label={title}
      aria-pressed={pressed}
      className={pressed === true ? "active" : ""}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Marks a window that the server has in memory only. */
function NotSavedMark({ win }: { win: string }) {
  const reason = usePageState((state) => (isComparison(state) ? undefined : state.unsaved[state.selected[0] ?? ""]?.[win]));
  if (reason === undefined) return null;
  return (
    <span className="not-saved" role="img" aria-label="not saved" title={`Not saved: ${reason}`}>
      ●
    </span>
  );
}

/** A mouse press on the bar leaves the focus in the pane; only the keyboard moves it to the bar. */
function leaveFocus(event: MouseEvent<HTMLElement>): void {
  if (event.target instanceof Element && event.target.closest("button") !== null) return;
  event.preventDefault();
  event.currentTarget.closest<HTMLElement>(".no-focus")?.focus({ preventScroll: true });
}

/** Arrow keys move the window in the order; with Shift they resize it. */
function arrange(event: KeyboardEvent, win: string, { move, grow }: Actions): void {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (event.shiftKey) grow(win, step.columns * GROW_COLUMNS, step.rows * GROW_ROWS);
  else move(win, step.columns + step.rows);
}

interface SaveProps {
  window: Window;
  /** The files that the pane itself offers. */
  saveable: () => Saveable[];
  tabIndex: number;
}

const walkMenu = walk("[role=menuitem]");

/** The save button, and the menu of files that it opens. */
function SaveMenu({ window, saveable, tabIndex }: SaveProps) {
  const page = usePage();
  const { open, button, toggle, close, around } = usePopup();
  const save = async ({ label, filename, make }: Saveable) => {
    try {
      const file = await make();
      download(filename, file, file.type);
    } catch (error) {
      page.actions.showNotice(`${label} could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const files = open ? [...saveable(), windowAsJson(window)] : [];
  const entries = files.map((file) => ({ label: file.label, run: () => save(file) }));
  const links = page.boot.exported ? [] : [{ label: "Copy link", run: () => page.actions.copyLink(window.id) }];
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

/** A popover, because the pane would clip it. */
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

/** Shows the list below its button, shifted so that it fits the window. */
function showBelow(list: HTMLElement, button: Element | null): void {
  const { left = 0, bottom = 0 } = button?.getBoundingClientRect() ?? {};
  list.showPopover();
  const x = Math.max(0, Math.min(left, innerWidth - list.offsetWidth - 4));
  const top = Math.max(0, Math.min(bottom, innerHeight - list.offsetHeight - 4));
  Object.assign(list.style, { left: `${x}px`, top: `${top}px` });
  list.querySelector("button")?.focus({ preventScroll: true });
}
