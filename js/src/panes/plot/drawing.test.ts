import { describe, expect, test } from "vitest";

import type { Operation } from "../../protocol.gen";
import { applyPatch } from "../../state/patch";
import { withSeries } from "../../state/series";
import { aWindow, frozen, plain } from "../../state/testing";
import type { Members } from "./compat";
import { growthOf } from "./drawing";

const DATA = [
  { type: "scatter", name: "a", x: [0, 1], y: [5, 6], line: { color: "red" } },
  { type: "scatter", name: "b", y: [1] },
];
/** The content of a plot in the state. */
const content = () => {
  const window = aWindow("w", { type: "plot", content: { data: DATA, layout: { title: "t" } } });
  return frozen(withSeries(window).content) as { data: object[]; layout: object };
};
const added = (path: string, value: unknown): Operation => ({ op: "add", path, value });
const changed = (...patch: Operation[]) => applyPatch(content(), patch);

/** The traces given to Plotly, with lists of their own. */
const drawnOf = ({ data }: { data: object[] }) => plain(data) as Members[];

/** The growth between the drawn content and the patched one. */
function growth(...patch: Operation[]) {
  const before = content();
  const drawn = drawnOf(before);
  return growthOf(before, applyPatch(before, patch), drawn);
}

describe("appended points", () => {
  test("are found, with their trace", () => {
    expect(growth(added("/data/0/x/2", 2), added("/data/0/x/-", 3), added("/data/0/y/2", 7), added("/data/0/y/3", 8))).toEqual([
      { trace: 0, points: { x: [2, 3], y: [7, 8] }, count: 2 },
    ]);
  });

  test("are found in a trace without x, and over several batches", () => {
    const before = content();
    const early = drawnOf(before);
    const middle = applyPatch(before, [added("/data/1/y/1", 2)]);
    const late = drawnOf(middle);
    const after = applyPatch(middle, [added("/data/1/y/2", 3)]);
    expect(growthOf(before, after, early)).toEqual([{ trace: 1, points: { y: [2, 3] }, count: 2 }]);
    expect(growthOf(middle, after, late)).toEqual([{ trace: 1, points: { y: [3] }, count: 1 }]);
    expect(growthOf(middle, after, drawnOf(after))).toEqual([]);
  });

  test("nothing new is no growth", () => {
    const before = content();
    expect(growthOf(before, before, drawnOf(before))).toEqual([]);
    expect(growthOf(before, { ...before }, drawnOf(before))).toEqual([]);
  });
});

describe("no growth is", () => {
  test.each<[string, Operation[]]>([
    ["a point in the middle", [added("/data/1/y/0", 2)]],
    ["a point that changed", [{ op: "replace", path: "/data/1/y/0", value: 2 }, added("/data/1/y/1", 3)]],
    ["a point less", [{ op: "remove", path: "/data/1/y/0" }]],
    ["a point less and more", [{ op: "remove", path: "/data/1/y/0" }, added("/data/1/y/0", 2), added("/data/1/y/1", 2)]],
    ["another list", [{ op: "replace", path: "/data/1/y", value: [1, 2] }]],
    ["x without y", [added("/data/0/x/2", 2)]],
    ["another colour", [added("/data/0/line/color", "blue")]],
    ["another name", [added("/data/0/name", "c")]],
    ["a new member", [added("/data/0/mode", "lines")]],
    ["a member less", [{ op: "remove", path: "/data/0/line" }]],
    ["a new trace", [added("/data/2", { y: [] })]],
    ["another layout", [added("/layout/title", "u")]],
  ])("%s", (_name, patch) => expect(growth(...patch)).toBeNull());

  test("the same figure sent again", () => expect(growthOf(content(), content(), drawnOf(content()))).toBeNull());

  test("one of lists that the drawing shares with the window", () => {
    const before = content();
    const after = applyPatch(before, [added("/data/1/y/1", 2)]);
    expect(growthOf(before, after, before.data as Members[])).toBeNull();
  });

  test.each([null, "text", { data: 5, layout: {} }])("content %j", (odd) => {
    expect(growthOf(odd, changed(added("/data/1/y/1", 2)), drawnOf(content()))).toBeNull();
  });
});
