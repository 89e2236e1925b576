/** The grid of panes: users move a pane by its title bar and resize it at its corner. */
import {
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useMemo,
  useRef,
} from "react";
import { GridLayout, type Layout, type LayoutItem, verticalCompactor } from "react-grid-layout";

import { Pane } from "../panes/Pane";
import { hiddenPanes } from "../state/arrange";
import { gridWidth, MARGIN, ROW_HEIGHT, SMALLEST, stacked } from "../state/layout";
import { coveringPane, type PageState } from "../state/state";
import { useContainerWidth } from "../ui/hooks";
import { usePage, usePageState } from "../ui/page";
import "./grid.css";

const SPACING = { rowHeight: ROW_HEIGHT, margin: [MARGIN, MARGIN], containerPadding: [MARGIN, MARGIN] } as const;
const RESIZE = { handles: ["se"] } as const;
const DRAG_HANDLES = { handle: ".bar", cancel: "button" };

export function Grid() {
  const { store, actions } = usePage();
  const positions = usePageState((state) => state.positions);
  const columns = usePageState((state) => state.columns);
  const narrow = usePageState((state) => state.narrow);
  const filtered = usePageState((state) => state.filter !== "");
  const fullScreen = usePageState(coveringPane);
  const hidden = usePageState((state) => JSON.stringify(hiddenPanes(state)));
  const area = useRef<HTMLDivElement>(null);
  useContainerWidth(area, actions.setWidth);

  const hiddenIds = useMemo(() => new Set(JSON.parse(hidden) as string[]), [hidden]);
  const layout = useLayout(hiddenIds);
  const ids = useMemo(() => idsByAge(positions, store.get().windows), [positions, store]);
  const canResize = narrow === null && fullScreen === null;

  const onStop = (items: Layout, before: LayoutItem | null, after: LayoutItem | null) => {
    if (!isSamePosition(before, after)) actions.arrange(items);
  };
  const classOf = (id: string) =>
    [hiddenIds.has(id) && "hidden-window", id === fullScreen && "full-screen"].filter(Boolean).join(" ");

  return (
    <FocusArea area={area}>
      {ids.length === 0 && <EmptyNote />}
      <GridLayout
        className="layout"
        width={narrow ?? gridWidth(columns)}
        layout={layout}
        gridConfig={{ ...SPACING, cols: narrow === null ? columns : 1 }}
        // Under a filter the grid shows only some panes; a move would change the order of all.
        dragConfig={{ ...DRAG_HANDLES, enabled: canResize && !filtered }}
        resizeConfig={{ ...RESIZE, enabled: canResize }}
        compactor={verticalCompactor}
        onDragStop={onStop}
        onResizeStop={onStop}
      >
        {ids.map((id) => (
          <div key={id} className={classOf(id)} inert={fullScreen !== null && id !== fullScreen}>
            <Pane id={id} />
          </div>
        ))}
      </GridLayout>
    </FocusArea>
  );
}

function isSamePosition(before: LayoutItem | null, after: LayoutItem | null): boolean {
  if (before === null || after === null) return before === after;
  return (["x", "y", "w", "h"] as const).every((name) => before[name] === after[name]);
}

/** Not by position: a moved pane would move in the document, and the browser resets moved elements. */
function idsByAge(positions: PageState["positions"], windows: PageState["windows"]): string[] {
  return [...positions.keys()].sort((a, b) => (windows.get(a)?.i ?? 0) - (windows.get(b)?.i ?? 0));
}

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };
const NARROW_LIMITS = { minW: 1, minH: SMALLEST.h };

/** The items of the grid: side by side, or below each other on a narrow page. */
function useLayout(hidden: ReadonlySet<string>): LayoutItem[] {
  const positions = usePageState((state) => state.positions);
  const order = usePageState((state) => state.order);
  const isNarrow = usePageState((state) => state.narrow !== null);
  return useMemo(() => {
    if (!isNarrow) return [...positions.values()].map((item) => ({ ...item, ...LIMITS }));
    const shownFirst = [...order].sort((a, b) => Number(hidden.has(a)) - Number(hidden.has(b)));
    return stacked(shownFirst, positions).map((item) => ({ ...item, ...NARROW_LIMITS }));
  }, [positions, order, isNarrow, hidden]);
}

interface Props {
  area: RefObject<HTMLDivElement | null>;
  children: ReactNode;
}

/** The area around the panes: clears the focus when it leaves them, and handles the resize corners. */
function FocusArea({ area, children }: Props) {
  const { actions } = usePage();
  const onPointerDown = ({ target, currentTarget }: PointerEvent) => {
    if (!(target instanceof Element)) return;
    const resized = windowOfHandle(target);
    if (resized !== undefined) actions.focus(resized);
    else if (target.closest(".window") === null) actions.focus(null);
    else if (!currentTarget.contains(document.activeElement)) area.current?.focus({ preventScroll: true });
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (document.hasFocus() && !currentTarget.contains(relatedTarget)) actions.focus(null);
  };
  const onDoubleClick = ({ target }: MouseEvent) => {
    const resized = windowOfHandle(target);
    if (resized !== undefined) actions.resetSize(resized);
  };
  return (
    <div
      ref={area}
      className="no-focus"
      tabIndex={-1}
      onPointerDown={onPointerDown}
      onBlur={onBlur}
      onDoubleClick={onDoubleClick}
    >
      {children}
    </div>
  );
}

/** The window that owns this resize handle. */
function windowOfHandle(target: EventTarget): string | undefined {
  if (!(target instanceof Element) || target.closest(".react-resizable-handle") === null) return undefined;
  return target.closest(".react-grid-item")?.querySelector<HTMLElement>(".window")?.dataset.window;
}

/** Shows that there are no windows, once the response is complete. */
function EmptyNote() {
  const name = usePageState((state) => state.selected.join(" + "));
  const isAnswered = usePageState((state) => state.answer.stage === "complete" || state.selected.length === 0);
  const isCertain = usePageState((state) => state.session !== null) && isAnswered;
  if (!isCertain) return null;
  const note = name === "" ? "No environment is selected." : `There is no window in ${name} yet.`;
  return <p className="empty-note">{note}</p>;
}
