/** All panes of the environment, where they belong; they are moved by their title bar and resized at their corner. */
import { useMemo, useRef } from "react";
import { GridLayout, type Layout, type LayoutItem, verticalCompactor } from "react-grid-layout";

import { titleOf } from "../core/arrange";
import { titleTest } from "../core/filter";
import { gridWidth, MARGIN, ROW_HEIGHT } from "../core/layout";
import { usePage, usePageState } from "../page";
import { Pane } from "../panes/Pane";
import { useContainerWidth } from "./useContainerWidth";

const SMALLEST = { minW: 8, minH: 5 };
const RESIZE = { handles: ["se"] as const };
const DRAG_HANDLES = { handle: ".bar", cancel: "button" };

export function Grid() {
  const { store, actions } = usePage();
  const places = usePageState((state) => state.places);
  const columns = usePageState((state) => state.columns);
  const filter = usePageState((state) => state.filter);
  const loading = usePageState((state) => state.answer.stage !== "complete");
  const offline = usePageState((state) => state.session === null);
  const container = useRef<HTMLDivElement>(null);
  useContainerWidth(container, actions.setWidth);

  const layout = useMemo(() => [...places.values()].map((item) => ({ ...item, ...SMALLEST })), [places]);
  // By age, so that moving a pane does not move its element in the document, which would reset what is inside.
  const ids = useMemo(() => {
    const { windows } = store.get();
    return [...places.keys()].sort((a, b) => (windows.get(a)?.i ?? 0) - (windows.get(b)?.i ?? 0));
  }, [places, store]);
  const matches = titleTest(filter);
  const isHidden = (id: string) => filter !== "" && !matches(titleOf(store.get().windows.get(id)));

  const onResizeStop = (items: Layout, _before: LayoutItem | null, item: LayoutItem | null) => {
    actions.arrange(items);
    if (item === null) return;
    const { i, x, y, w, h } = item;
    actions.resized({ i, x, y, w, h, moved: false, static: false });
  };

  return (
    <div
      ref={container}
      className="no-focus"
      tabIndex={-1}
      onPointerDown={(event) => {
        if (event.target instanceof Element && event.target.closest(".window") === null) actions.focus(null);
      }}
    >
      {ids.length === 0 && !loading && !offline && <p className="empty-note">Nothing here yet.</p>}
      <GridLayout
        className="layout"
        width={gridWidth(columns)}
        layout={layout}
        gridConfig={{
          cols: columns,
          rowHeight: ROW_HEIGHT,
          margin: [MARGIN, MARGIN],
          containerPadding: [MARGIN, MARGIN],
        }}
        // Under a filter the grid shows a selection; moving in it would mix up the order of all.
        dragConfig={{ ...DRAG_HANDLES, enabled: filter === "" }}
        resizeConfig={RESIZE}
        compactor={verticalCompactor}
        onDragStop={(items) => actions.arrange(items)}
        onResizeStop={onResizeStop}
      >
        {ids.map((id) => (
          <div key={id} className={isHidden(id) ? "hidden-window" : undefined}>
            <Pane id={id} />
          </div>
        ))}
      </GridLayout>
    </div>
  );
}
