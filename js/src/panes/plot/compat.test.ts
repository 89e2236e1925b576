import { describe, expect, test } from "vitest";

import { frozen } from "../../state/testing";
import { upgradeLayout, upgradeTrace } from "./compat";

describe("layouts", () => {
  test.each<[string, unknown, unknown]>([
    ["a title", { title: "t" }, { title: { text: "t" } }],
    ["a title of today", { title: { text: "t" } }, { title: { text: "t" } }],
    ["a number as title", { title: 5 }, { title: { text: "5" } }],
    ["a font of the title", { title: "t", titlefont: { size: 9 } }, { title: { text: "t", font: { size: 9 } } }],
    ["a font alone", { titlefont: { size: 9 } }, { title: { font: { size: 9 } } }],
    ["new words win", { title: { font: 1 }, titlefont: 2 }, { title: { font: 1 } }],
    ["axes", { xaxis: { title: "x", titlefont: 1 }, yaxis12: { title: "y" } }, { xaxis: { title: { text: "x", font: 1 } }, yaxis12: { title: { text: "y" } } }],
    ["axes of scenes", { scene: { zaxis: { title: "z" } } }, { scene: { zaxis: { title: { text: "z" } } } }],
    ["axes of polar plots", { polar2: { radialaxis: { title: "r" } } }, { polar2: { radialaxis: { title: { text: "r" } } } }],
    ["color axes", { coloraxis: { colorbar: { title: "c", titleside: "right" } } }, { coloraxis: { colorbar: { title: { text: "c", side: "right" } } } }],
    ["templates", { template: { layout: { xaxis: { title: "x" } } } }, { template: { layout: { xaxis: { title: { text: "x" } } } } }],
    ["maps", { mapbox: { zoom: 3 } }, { map: { zoom: 3 } }],
    ["no layout", null, {}],
    ["other members", { annotations: [{ text: "title" }], width: 3 }, { annotations: [{ text: "title" }], width: 3 }],
  ])("%s", (_name, old, expected) => {
    expect(upgradeLayout(frozen(old))).toEqual(expected);
  });
});

describe("traces", () => {
  test.each<[string, unknown, unknown]>([
    ["color bars", { colorbar: { title: "c" } }, { colorbar: { title: { text: "c" } } }],
    ["color bars of markers", { marker: { colorbar: { title: "c", titlefont: 1 } } }, { marker: { colorbar: { title: { text: "c", font: 1 } } } }],
    ["pies", { type: "pie", title: "p", titleposition: "top" }, { type: "pie", title: { text: "p", position: "top" } }],
    ["removed kinds", { type: "heatmapgl" }, { type: "heatmap" }],
    ["maps", { type: "scattermapbox", subplot: "map" }, { type: "scattermap", subplot: "map" }],
    ["lines", { type: "scatter", x: [1], line: { color: "red" } }, { type: "scatter", x: [1], line: { color: "red" } }],
    ["no trace", "x", {}],
  ])("%s", (_name, old, expected) => {
    expect(upgradeTrace(frozen(old))).toEqual(expected);
  });

  test("the numbers are not copied", () => {
    const x = [1, 2, 3];
    expect(upgradeTrace({ x }).x).toBe(x);
  });
});

test("limits of a contour plot by the names of surfaces", () => {
  expect(upgradeTrace({ type: "contour", cmin: 0, cmax: 2 })).toEqual({ type: "contour", zmin: 0, zmax: 2 });
  expect(upgradeTrace({ type: "contour", cmin: 0, cmax: 2, zmin: 1 })).toMatchObject({ zmin: 1, zmax: 2 });
  expect(upgradeTrace({ type: "surface", cmin: 0, cmax: 2 })).toMatchObject({ cmin: 0, cmax: 2 });
});
