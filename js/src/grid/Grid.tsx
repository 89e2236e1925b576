/** All panes of the environment, where they belong; they are moved by their title bar and resized at their corner. */
import { useMemo, useRef } from "react";
import { GridLayout, type Layout, type LayoutItem, verticalCompactor } from "react-grid-layout";

import { hiddenPanes } from "../core/arrange";
import { gridWidth, MARGIN, ROW_HEIGHT } from "../core/layout";
import { coveringPane, type PageState } from "../core/state";
import { usePage, usePageState } from "../page";
import { Pane } from "../panes/Pane";
import { EmptyNote } from "./EmptyNote";
import { FocusArea } from "./FocusArea";
import { useContainerWidth } from "./useContainerWidth";
import { useLayout } from "./useLayout";

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
