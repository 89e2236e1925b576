/** All panes of the environment, where they belong; they are moved by their title bar and resized at their corner. */
import { type FocusEvent, type MouseEvent, type PointerEvent, useMemo, useRef } from "react";
import { GridLayout, type Layout, type LayoutItem, verticalCompactor } from "react-grid-layout";

import { hiddenPanes } from "../core/arrange";
import { gridWidth, MARGIN, ROW_HEIGHT, SMALLEST, stacked } from "../core/layout";
import { coveringPane, type PageState } from "../core/state";
import { usePage, usePageState } from "../page";
import { Pane } from "../panes/Pane";
import { EmptyNote } from "./EmptyNote";
import { useContainerWidth } from "./useContainerWidth";

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };
const NARROW_LIMITS = { minW: 1, minH: SMALLEST.h };
const SPACING = { rowHeight: ROW_HEIGHT, margin: [MARGIN, MARGIN], containerPadding: [MARGIN, MARGIN] } as const;
const RESIZE = { handles: ["se"] } as const;
const DRAG_HANDLES = { handle: ".bar", cancel: "button" };

export function Grid() {
  const { store, actions } = usePage();
  const places = usePageState((state) => state.places);
  const order = usePageState((state) => state.order);
  const columns = usePageState((state) => state.columns);
  const narrow = usePageState((state) => state.narrow);
  const filtered = usePageState((state) => state.filter !== "");
  const fullScreen = usePageState(coveringPane);
  const hidden = usePageState((state) => JSON.stringify(hiddenPanes(state)));
  const container = useRef<HTMLDivElement>(null);
  useContainerWidth(container, actions.setWidth);

  const hiddenIds = useMemo(() => new Set(JSON.parse(hidden) as string[]), [hidden]);
  const layout = useMemo(() => {
    if (narrow === null) return [...places.values()].map((item) => ({ ...item, ...LIMITS }));
    const shownFirst = [...order].sort((a, b) => Number(hiddenIds.has(a)) - Number(hiddenIds.has(b)));
    return stacked(shownFirst, places).map((item) => ({ ...item, ...NARROW_LIMITS }));
  }, [places, order, narrow, hiddenIds]);
  const ids = useMemo(() => idsByAge(places, store.get().windows), [places, store]);

  const onPointerDown = ({ target, currentTarget }: PointerEvent) => {
    if (!(target instanceof Element)) return;
    const resized = windowOfHandle(target);
    if (resized !== undefined) actions.focus(resized);
    else if (target.closest(".window") === null) actions.focus(null);
    else if (!currentTarget.contains(document.activeElement)) container.current?.focus({ preventScroll: true });
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (document.hasFocus() && !currentTarget.contains(relatedTarget)) actions.focus(null);
  };
  const onDoubleClick = ({ target }: MouseEvent) => {
    const win = windowOfHandle(target);
    if (win !== undefined) actions.resetSize(win);
  };
  const onStop = (items: Layout, before: LayoutItem | null, after: LayoutItem | null) => {
    if (!isSamePlace(before, after)) actions.arrange(items);
  };
  const classOf = (id: string) =>
    [hiddenIds.has(id) && "hidden-window", id === fullScreen && "full-screen"].filter(Boolean).join(" ");

  return (
    <div
      ref={container}
      className="no-focus"
      tabIndex={-1}
      onPointerDown={onPointerDown}
      onBlur={onBlur}
      onDoubleClick={onDoubleClick}
    >
      {ids.length === 0 && <EmptyNote />}
      <GridLayout
        className="layout"
        width={narrow ?? gridWidth(columns)}
        layout={layout}
        gridConfig={{ ...SPACING, cols: narrow === null ? columns : 1 }}
        // Under a filter the grid shows a selection; moving in it would mix up the order of all.
        dragConfig={{ ...DRAG_HANDLES, enabled: !filtered && narrow === null && fullScreen === null }}
        resizeConfig={{ ...RESIZE, enabled: narrow === null && fullScreen === null }}
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
    </div>
  );
}

function isSamePlace(before: LayoutItem | null, after: LayoutItem | null): boolean {
  if (before === null || after === null) return before === after;
  return (["x", "y", "w", "h"] as const).every((name) => before[name] === after[name]);
}

/** The window at whose corner something happened. */
function windowOfHandle(target: EventTarget): string | undefined {
  if (!(target instanceof Element) || target.closest(".react-resizable-handle") === null) return undefined;
  return target.closest(".react-grid-item")?.querySelector<HTMLElement>(".window")?.dataset.window;
}

/** Not by place: moving a pane would move its element in the document, which resets what is inside. */
function idsByAge(places: PageState["places"], windows: PageState["windows"]): string[] {
  return [...places.keys()].sort((a, b) => (windows.get(a)?.i ?? 0) - (windows.get(b)?.i ?? 0));
}
