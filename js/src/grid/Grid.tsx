/** All panes of the environment, where they belong; they are moved by their title bar and resized at their corner. */
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
  const places = usePageState((state) => state.places);
  const columns = usePageState((state) => state.columns);
  const narrow = usePageState((state) => state.narrow);
  const filtered = usePageState((state) => state.filter !== "");
  const fullScreen = usePageState(coveringPane);
  const hidden = usePageState((state) => JSON.stringify(hiddenPanes(state)));
  const area = useRef<HTMLDivElement>(null);
  useContainerWidth(area, actions.setWidth);

  const hiddenIds = useMemo(() => new Set(JSON.parse(hidden) as string[]), [hidden]);
  const layout = useLayout(hiddenIds);
  const ids = useMemo(() => idsByAge(places, store.get().windows), [places, store]);
  const canResize = narrow === null && fullScreen === null;

  const onStop = (items: Layout, before: LayoutItem | null, after: LayoutItem | null) => {
    if (!isSamePlace(before, after)) actions.arrange(items);
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
        // Under a filter the grid shows a selection; moving in it would mix up the order of all.
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

function isSamePlace(before: LayoutItem | null, after: LayoutItem | null): boolean {
  if (before === null || after === null) return before === after;
  return (["x", "y", "w", "h"] as const).every((name) => before[name] === after[name]);
}

/** Not by place: moving a pane would move its element in the document, which resets what is inside. */
function idsByAge(places: PageState["places"], windows: PageState["windows"]): string[] {
  return [...places.keys()].sort((a, b) => (windows.get(a)?.i ?? 0) - (windows.get(b)?.i ?? 0));
}

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };
const NARROW_LIMITS = { minW: 1, minH: SMALLEST.h };

export function useLayout(hidden: ReadonlySet<string>): LayoutItem[] {
  const places = usePageState((state) => state.places);
  const order = usePageState((state) => state.order);
  const isNarrow = usePageState((state) => state.narrow !== null);
  return useMemo(() => {
    if (!isNarrow) return [...places.values()].map((item) => ({ ...item, ...LIMITS }));
    const shownFirst = [...order].sort((a, b) => Number(hidden.has(a)) - Number(hidden.has(b)));
    return stacked(shownFirst, places).map((item) => ({ ...item, ...NARROW_LIMITS }));
  }, [places, order, isNarrow, hidden]);
}

interface Props {
  area: RefObject<HTMLDivElement | null>;
  children: ReactNode;
}

export function FocusArea({ area, children }: Props) {
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

/** The window at whose corner something happened. */
function windowOfHandle(target: EventTarget): string | undefined {
  if (!(target instanceof Element) || target.closest(".react-resizable-handle") === null) return undefined;
  return target.closest(".react-grid-item")?.querySelector<HTMLElement>(".window")?.dataset.window;
}

export function EmptyNote() {
  const name = usePageState((state) => state.selected.join(" + "));
  const isAnswered = usePageState((state) => state.answer.stage === "complete" || state.selected.length === 0);
  const isCertain = usePageState((state) => state.session !== null) && isAnswered;
  if (!isCertain) return null;
  const note = name === "" ? "No environment is selected." : `There is no window in ${name} yet.`;
  return <p className="empty-note">{note}</p>;
}
