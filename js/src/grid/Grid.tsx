/** All panes of the environment, where they belong; they are moved by their title bar and resized at their corner. */
import { type PointerEvent, useMemo, useRef } from "react";
import { GridLayout, type Layout, type LayoutItem, verticalCompactor } from "react-grid-layout";

import { hiddenPanes } from "../core/arrange";
import { gridWidth, MARGIN, ROW_HEIGHT, SMALLEST } from "../core/layout";
import type { PageState } from "../core/state";
import { usePage, usePageState } from "../page";
import { Pane } from "../panes/Pane";
import { EmptyNote } from "./EmptyNote";
import { useContainerWidth } from "./useContainerWidth";

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };
const SPACING = { rowHeight: ROW_HEIGHT, margin: [MARGIN, MARGIN], containerPadding: [MARGIN, MARGIN] } as const;
const RESIZE = { handles: ["se"] } as const;
const DRAG_HANDLES = { handle: ".bar", cancel: "button" };

export function Grid() {
  const { store, actions } = usePage();
  const places = usePageState((state) => state.places);
  const columns = usePageState((state) => state.columns);
  const filtered = usePageState((state) => state.filter !== "");
  const hidden = usePageState((state) => JSON.stringify(hiddenPanes(state)));
  const container = useRef<HTMLDivElement>(null);
  useContainerWidth(container, actions.setWidth);

  const layout = useMemo(() => [...places.values()].map((item) => ({ ...item, ...LIMITS })), [places]);
  const ids = useMemo(() => idsByAge(places, store.get().windows), [places, store]);
  const hiddenIds = useMemo(() => new Set(JSON.parse(hidden) as string[]), [hidden]);

  const onPointerDown = ({ target }: PointerEvent) => {
    if (target instanceof Element && target.closest(".window") === null) actions.focus(null);
  };
  const onResizeStop = (items: Layout, _before: LayoutItem | null, item: LayoutItem | null) => {
    actions.arrange(items);
    if (item === null) return;
    const { i, x, y, w, h } = item;
    actions.resized({ i, x, y, w, h, moved: false, static: false });
  };

  return (
    <div ref={container} className="no-focus" tabIndex={-1} onPointerDown={onPointerDown}>
      {ids.length === 0 && <EmptyNote />}
      <GridLayout
        className="layout"
        width={gridWidth(columns)}
        layout={layout}
        gridConfig={{ ...SPACING, cols: columns }}
        // Under a filter the grid shows a selection; moving in it would mix up the order of all.
        dragConfig={{ ...DRAG_HANDLES, enabled: !filtered }}
        resizeConfig={RESIZE}
        compactor={verticalCompactor}
        onDragStop={(items) => actions.arrange(items)}
        onResizeStop={onResizeStop}
      >
        {ids.map((id) => (
          <div key={id} className={hiddenIds.has(id) ? "hidden-window" : undefined}>
            <Pane id={id} />
          </div>
        ))}
      </GridLayout>
    </div>
  );
}

/** Not by place: moving a pane would move its element in the document, which resets what is inside. */
function idsByAge(places: PageState["places"], windows: PageState["windows"]): string[] {
  return [...places.keys()].sort((a, b) => (windows.get(a)?.i ?? 0) - (windows.get(b)?.i ?? 0));
}
