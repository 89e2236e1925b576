import { describe, expect, test } from "vitest";

import { initialState, type PageState } from "./state";
import { aWindow, frozen } from "./testing";
import { receiveViews, showView, viewNames, withoutView, withView } from "./views";

const position = (i: string, x: number, w = 20, h = 20) => ({ i, x, y: 0, w, h });

function withPanes(...ids: string[]): PageState {
  const positions = new Map(ids.map((id, index) => [id, position(id, index * 20)]));
  const windows = new Map(ids.map((id) => [id, aWindow(id)]));
  return frozen({ ...initialState(["main"], ["main"]), order: ids, positions, windows });
}

describe("the names of views", () => {
  test("begin with the unsaved one, which every environment has", () => {
    expect(viewNames("", "main")).toEqual(["current"]);
    expect(viewNames('{"main": {"wide": {}, "current": {}}, "other": {"x": {}}}', "main")).toEqual(["current", "wide"]);
    expect(viewNames('{"main": {"wide": {}}}', undefined)).toEqual(["current"]);
  });

  test.each(["{", "[]", "5", "null", '{"main": 5}'])("an invalid text %j contains none", (text) => {
    expect(viewNames(text, "main")).toEqual(["current"]);
  });
});

test("a saved view contains order, height and width, and leaves all others alone", () => {
  const state = { ...withPanes("a", "b"), views: '{"other": {"x": {}}, "main": {"old": {"a": [0, 1, 2]}}}' };
  expect(JSON.parse(withView(state, "new"))).toEqual({
    other: { x: {} },
    main: { current: {}, old: { a: [0, 1, 2] }, new: { a: [0, 20, 20], b: [1, 20, 20] } },
  });
  expect(JSON.parse(withoutView(state, "old"))).toEqual({ other: { x: {} }, main: { current: {} } });
});

describe("a view that is shown", () => {
  const views = '{"main": {"wide": {"b": [0, 10, 50], "a": [1, 30, 40], "gone": [2, 1, 1]}}}';

  test("orders and sizes the panes; unknown panes go last", () => {
    const state = showView({ ...withPanes("c", "a", "b"), views }, "wide");
    expect(state.view).toBe("wide");
    expect(state.order).toEqual(["b", "a", "c"]);
    expect(state.positions.get("b")).toEqual({ i: "b", x: 0, y: 0, w: 50, h: 10 });
    expect(state.positions.get("a")).toMatchObject({ x: 50, w: 40, h: 30 });
    expect(state.positions.get("c")).toMatchObject({ w: 20, h: 20 });
  });

  test("is `current` again when it is chosen, unknown, or deleted by another page", () => {
    const shown = showView({ ...withPanes("a", "b"), views }, "wide");
    expect(showView(shown, "current").view).toBe("current");
    expect(showView(shown, "unknown").view).toBe("current");
    expect(receiveViews(shown, "{}")).toMatchObject({ view: "current", views: "{}", order: ["b", "a"] });
    expect(receiveViews(shown, views).view).toBe("wide");
  });

  test("invalid numbers in it are ignored", () => {
    const odd = '{"main": {"odd": {"a": ["x", null, -4], "b": 7}}}';
    const state = showView({ ...withPanes("a", "b"), views: odd }, "odd");
    expect(state.order).toEqual(["a", "b"]);
    expect(state.positions.get("a")).toMatchObject({ w: 20, h: 20 });
  });
});
