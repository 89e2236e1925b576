import { describe, expect, test } from "vitest";

import { figureOf } from "./figure";
import { aWindow, frozen } from "./testing";

const SIZE = { width: 300, height: 200 };
const plot = (data: unknown, layout: unknown = {}) => frozen(aWindow("w", { type: "plot", content: { data, layout } }));

describe("what Plotly is given", () => {
  test("fills the pane whatever size the layout names", () => {
    expect(figureOf(plot([], { width: 5, height: 5 }), SIZE).layout).toMatchObject({ ...SIZE, autosize: false });
  });

  test("is new data after a change, and the same view", () => {
    const before = figureOf(plot([]), SIZE).layout;
    const after = figureOf({ ...plot([]), version: 2 }, SIZE).layout;
    expect(after.datarevision).not.toBe(before.datarevision);
    expect(after.uirevision).toBe(before.uirevision);
  });

  test("may be written to, without a copy of the numbers", () => {
    const x = [1, 2, 3];
    const { data, layout } = figureOf(plot([{ x, marker: { color: "red" } }], { xaxis: { range: [0, 1] } }), SIZE);
    Object.assign(data[0]?.marker as object, { color: "blue" });
    Object.assign(layout.xaxis as object, { autorange: true });
    expect(data[0]?.x).toBe(x);
  });

  test("knows a trace by its name where that is its own", () => {
    const names = (...traces: object[]) => figureOf(plot(traces), SIZE).data.map(({ uid }) => uid);
    expect(names({ name: "loss" }, {}, { name: "loss" }, { name: "é 1" })).toEqual([
      "trace_0",
      "trace_1",
      "trace_2",
      "named__e9__20_1",
    ]);
    expect(names({ name: "b" })).toEqual(names({ name: "a" }, { name: "b" }).slice(1));
  });

  test.each([null, "text", [], { data: 5 }, { data: [null] }])("is drawable for content %j", (content) => {
    const { data, layout } = figureOf(aWindow("w", { type: "plot", content }), SIZE);
    expect(Array.isArray(data)).toBe(true);
    expect(layout).toMatchObject(SIZE);
  });
});
