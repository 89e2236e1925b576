import { describe, expect, test } from "vitest";

import type { Window } from "../../protocol.gen";
import { aWindow, frozen } from "../../state/testing";
import type { Members } from "./compat";
import { figureOf as figureWith, type FigureOptions } from "./figure";
import { NO_VIEW_STATE } from "./viewState";

const SIZE = { width: 300, height: 200 };
const OPTIONS: FigureOptions = { size: SIZE, theme: "light", smoothing: null, edits: {}, viewState: NO_VIEW_STATE, webgl: false };
const figureOf = (window: Window, options: Partial<FigureOptions> = {}, revision = 1) => figureWith(window, { ...OPTIONS, ...options }, revision);
const plot = (data: unknown, layout: unknown = {}) => frozen(aWindow("w", { type: "plot", content: { data, layout } }));

describe("what Plotly is given", () => {
  test("fills the pane whatever size the layout names", () => {
    expect(figureOf(plot([], { width: 5, height: 5 })).layout).toMatchObject({ ...SIZE, autosize: false });
  });

  test("is new data after a change, and the same view", () => {
    const before = figureOf(plot([])).layout;
    const after = figureOf(plot([]), {}, 2).layout;
    expect(after.datarevision).not.toBe(before.datarevision);
    expect(after.uirevision).toBe(before.uirevision);
  });

  test("may be written to", () => {
    const { data, layout } = figureOf(plot([{ y: [1, 2, 3], marker: { color: "red" } }], { xaxis: { range: [0, 1] } }));
    Object.assign(data[0]?.marker as object, { color: "blue" });
    (data[0]?.y as number[]).push(4);
    ((layout.xaxis as Members).range as number[])[0] = 5;
  });

  test("has no copy of numbers that never grow", () => {
    const z = [[1, 2, 3]];
    expect(figureOf(plot([{ type: "heatmap", z }])).data[0]?.z).toBe(z);
  });

  test("identifies a trace by its name where the name is unique", () => {
    const names = (...traces: object[]) => figureOf(plot(traces)).data.map(({ uid }) => uid);
    expect(names({ name: "loss" }, {}, { name: "loss" }, { name: "é 1" })).toEqual([
      "trace_0",
      "trace_1",
      "trace_2",
      "named__e9__20_1",
    ]);
    expect(names({ name: "b" })).toEqual(names({ name: "a" }, { name: "b" }).slice(1));
  });

  test.each([null, "text", [], { data: 5 }, { data: [null] }])("is drawable for content %j", (content) => {
    const { data, layout } = figureOf(aWindow("w", { type: "plot", content }));
    expect(Array.isArray(data)).toBe(true);
    expect(layout).toMatchObject(SIZE);
  });
});

describe("smoothing", () => {
  const noise = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 1 : -1));
  const lines = (...members: Members[]) => plot(members.map((each) => ({ type: "scatter", mode: "lines", y: noise, ...each })));

  test("adds a copy in the same colour, after all others and outside the legend", () => {
    const { data } = figureOf(lines({ name: "a" }, { name: "b", line: { color: "pink", width: 3 } }), { smoothing: 5 });
    expect(data.map(({ name, opacity }) => [name, opacity])).toEqual([["a", 0.35], ["b", 0.35], ["a", 1], ["b", 1]]);
    expect(data.slice(2).map(({ line }) => line)).toEqual([{ color: "#1f77b4" }, { color: "pink", width: 3 }]);
    expect(data.slice(2).every(({ showlegend }) => showlegend === false)).toBe(true);
    expect(data[0]?.legendgroup).toBe(data[2]?.legendgroup);
    expect(Math.abs((data[2]?.y as number[])[25]!)).toBeLessThan(0.5);
  });

  test("leaves other traces alone", () => {
    const { data } = figureOf(plot([{ type: "bar", y: noise }, { y: noise, mode: "markers" }]), { smoothing: 5 });
    expect(data).toHaveLength(2);
  });
});

describe("colours", () => {
  const templateOf = (layout: Members, theme: FigureOptions["theme"]) => figureOf(plot([], layout), { theme }).layout.template as Members;
  const paper = (template: Members) => (template.layout as Members).paper_bgcolor;

  test("are those of the page", () => {
    expect(paper(templateOf({}, "dark"))).toBe("#181c24");
    expect(paper(templateOf({}, "light"))).toBe("#ffffff");
  });

  test("of the figure come first", () => {
    const own = { layout: { paper_bgcolor: "red" } };
    expect(paper(templateOf({ template: own }, "dark"))).toBe("red");
    expect(paper(templateOf({ plot_bgcolor: "white" }, "dark"))).toBe("#ffffff");
  });
});

describe("edits", () => {
  const before = { title: "old", xaxis: { title: "x", range: [0, 10] }, showlegend: true };
  const edited = (edits: FigureOptions["edits"]) => figureOf(plot([], before), { edits }).layout;

  test("replace titles, scales and the legend", () => {
    const layout = edited({ title: "new", yTitle: "loss", xType: "log", legend: false });
    expect(layout).toMatchObject({ title: { text: "new" }, yaxis: { title: { text: "loss" } }, showlegend: false });
    expect(layout.xaxis).toMatchObject({ title: { text: "x" }, type: "log" });
    expect(layout.xaxis).not.toHaveProperty("range");
  });

  test("leave the rest", () => {
    expect(edited({})).toMatchObject({ title: { text: "old" }, xaxis: { range: [0, 10] }, showlegend: true });
  });
});
