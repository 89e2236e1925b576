import { describe, expect, test } from "vitest";

import { addPane, arrangeByHand, growPane, hiddenPanes, movedItems, movePane, pack, resetPane } from "./arrange";
import { filterFault } from "./filter";
import { close, renamed, select, setFilter, setFullScreen, setWidth } from "./reducer";
import { initialState, type PageState } from "./state";
import { aWindow, frozen } from "./testing";

function withPanes(...ids: string[]): PageState {
  const windows = new Map(ids.map((id) => [id, aWindow(id, { title: `Window ${id}` })]));
  const positions = new Map(ids.map((id) => [id, { i: id, x: 0, y: 0, w: 20, h: 20 }]));
  return frozen(pack({ ...initialState(["main"], ["main"]), order: ids, positions, windows, view: "wide" }));
}

describe("a pane, moved and resized with the keyboard,", () => {
  test("is moved in the order, up to its ends", () => {
    const state = withPanes("a", "b", "c");
    expect(movePane(state, "a", 1).order).toEqual(["b", "a", "c"]);
    expect(movePane(state, "c", -5).order).toEqual(["c", "a", "b"]);
    expect(movePane(state, "a", 1).positions.get("b")).toMatchObject({ x: 0, y: 0 });
    expect(movePane(state, "a", -1)).toBe(state);
    expect(movePane(state, "unknown", 1)).toBe(state);
  });

  test("grows and shrinks between its limits", () => {
    const state = withPanes("a");
    expect(growPane(state, "a", 4, 3).positions.get("a")).toMatchObject({ w: 24, h: 23 });
    expect(growPane(state, "a", -100, -100).positions.get("a")).toMatchObject({ w: 8, h: 5 });
    expect(growPane(state, "a", 1000, 0).positions.get("a")).toMatchObject({ w: 100 });
    expect(growPane(state, "unknown", 1, 1)).toBe(state);
  });

  test("gets its own size back", () => {
    expect(resetPane(growPane(withPanes("a"), "a", 9, 9), "a").positions.get("a")).toMatchObject({ w: 20, h: 20 });
  });
});

test("a change by hand leaves the saved view", () => {
  const state = withPanes("a", "b");
  expect(movePane(state, "a", 1).view).toBe("current");
  expect(growPane(state, "a", 1, 1).view).toBe("current");
  expect(arrangeByHand(state, [...state.positions.values()])).toBe(state);
  const moved = [...state.positions.values()].map((item) => ({ ...item, x: 60 - item.x }));
  expect(arrangeByHand(state, moved)).toMatchObject({ view: "current", order: ["b", "a"] });
});

test("moved items are those with another position or size", () => {
  const state = withPanes("a", "b");
  const [a, b] = [...state.positions.values()];
  expect(movedItems(state, [a!, { ...b!, h: 5 }, { ...b!, i: "unknown" }])).toEqual([{ ...b!, h: 5 }]);
});

test("a restored pane has its previous size", () => {
  const state = close(growPane(withPanes("a", "b"), "a", 10, 10), ["a"]);
  expect(state.order).toEqual(["b"]);
  expect(state.savedPositions).toMatchObject({ a: { w: 30, h: 30 } });
});

test("closed panes return to their positions, restored in any order", () => {
  const back = (state: PageState, id: string) => addPane(state, aWindow(id), () => undefined);
  const closed = close(close(withPanes("a", "b", "c", "d"), ["b"]), ["a", "c"]);
  expect(closed.order).toEqual(["d"]);
  const withNew = back(closed, "new");
  expect(["c", "b", "a"].reduce(back, withNew).order).toEqual(["a", "b", "c", "d", "new"]);
  expect(["a", "b", "c"].reduce(back, withNew).order).toEqual(["a", "b", "c", "d", "new"]);
  expect(["a", "b", "c"].reduce(back, withNew).positions.get("d")).toMatchObject({ x: 60, y: 0 });
});

test("a narrow page keeps the positions for a wide one", () => {
  const state = withPanes("a", "b");
  const narrow = setWidth(state, 400);
  expect(narrow).toMatchObject({ narrow: 400, columns: state.columns });
  expect(narrow.positions).toBe(state.positions);
  expect(setWidth(narrow, 1280)).toMatchObject({ narrow: null, positions: state.positions });
});

test("the full-screen pane has the focus; closing it or selecting another environment ends full screen", () => {
  const state = setFullScreen(withPanes("a", "b"), "b");
  expect(state).toMatchObject({ fullScreen: "b", focused: "b" });
  expect(close(state, ["b"]).fullScreen).toBeNull();
  expect(close(state, ["a"]).fullScreen).toBe("b");
  expect(select(state, ["other"]).fullScreen).toBeNull();
});

test("a fork is shown with the same panes", () => {
  const state = withPanes("a");
  expect(renamed(state, "copy")).toMatchObject({ selected: ["copy"], environments: ["copy", "main"], order: ["a"] });
});

describe("the filter", () => {
  const hidden = (filter: string, kind: "expression" | "words") =>
    hiddenPanes(setFilter(withPanes("a", "b"), filter, kind));

  test("is a regular expression in which case counts", () => {
    expect(hidden("w a$", "expression")).toEqual(["b"]);
    expect(hidden("WINDOW", "expression")).toEqual(["a", "b"]);
    expect(hidden("(", "expression")).toEqual([]);
  });

  test("or the words of a title", () => {
    expect(hidden(" A window", "words")).toEqual(["b"]);
    expect(hidden("(", "words")).toEqual(["a", "b"]);
  });
});

test("an invalid regular expression has an error text, words never have", () => {
  expect(filterFault("(", "expression")).toContain("(");
  expect(filterFault("(a|b)", "expression")).toBeNull();
  expect(filterFault("(", "words")).toBeNull();
});
