import { expect, test } from "vitest";

import { aWindow, frozen } from "../state/testing";
import { detailsOf, edited, typed, withEdit } from "./Details";

test("details are single values with their paths, without lists and nulls", () => {
  expect(detailsOf({ name: "a", x: [1, 2], line: { width: 2, dash: null, smooth: false } })).toEqual([
    { path: ["name"], value: "a" },
    { path: ["line", "width"], value: 2 },
    { path: ["line", "smooth"], value: false },
  ]);
  expect(detailsOf(null)).toEqual([]);
});

test("an edit changes one value and leaves the received window alone", () => {
  const window = frozen(aWindow("a", { content: { data: [{ name: "a" }, { name: "b" }], layout: { title: "t" } } }));
  const edits = withEdit(withEdit(new Map(), ["data", "1", "name"], "c"), ["layout", "title"], "new");
  expect(edited(window, edits).content).toEqual({ data: [{ name: "a" }, { name: "c" }], layout: { title: "new" } });
});

test("an edit whose path is gone does nothing", () => {
  const window = frozen(aWindow("a", { content: { data: [], layout: { title: { text: "t" } } } }));
  const edits = withEdit(withEdit(new Map(), ["data", "1", "name"], "c"), ["layout", "title"], "new");
  expect(edited(window, edits).content).toEqual(window.content);
  expect(edited(window, new Map())).toBe(window);
});

test("numbers stay numbers", () => {
  expect(typed("-1.5e3", 2)).toBe(-1500);
  expect(typed("two", 2)).toBeNull();
  expect(typed(" ", 2)).toBeNull();
  expect(typed("2", "text")).toBe("2");
});
