import { expect, test } from "vitest";

import type { Members } from "./compat";
import { fitted, isSmall } from "./fit";

const LARGE = { width: 600, height: 400 };
const SMALL = { width: 200, height: 150 };
const sent = { margin: { l: 60, r: 60, t: 60, b: 60 }, title: { text: "Loss" } };

test("the margins of the figure stay where there is room", () => {
  expect(fitted(sent, [], LARGE).margin).toEqual(sent.margin);
});

test("a small pane gives its room to the picture", () => {
  const layout = fitted(sent, [], SMALL);
  expect(layout.margin).toEqual({ l: 33, r: 33, t: 25, b: 25 });
  expect(layout).toMatchObject({ font: { size: 9 }, title: { text: "Loss", font: { size: 11 } } });
  expect([isSmall(SMALL), isSmall(LARGE)]).toEqual([true, false]);
});

test("a title has its room, and only if it is there", () => {
  expect((fitted({ margin: { t: 0 }, title: { text: "Loss" } }, [], LARGE).margin as Members).t).toBe(40);
  expect((fitted({ margin: { t: 60 } }, [], LARGE).margin as Members).t).toBe(28);
});

test("labels push the picture aside, on every axis", () => {
  const layout = fitted({ yaxis2: { side: "right" }, xaxis: { automargin: false } }, [], LARGE);
  expect(layout).toMatchObject({
    xaxis: { automargin: false },
    yaxis: { automargin: true },
    yaxis2: { automargin: true, side: "right" },
  });
  expect(fitted({ xaxis: 5 }, [], LARGE).xaxis).toBe(5);
});

test("a legend goes below the picture when it would take too much of the width", () => {
  expect(fitted({}, ["train", "test"], LARGE).legend).toEqual({});
  expect(fitted({}, ["a very long name of a run that says all"], LARGE).legend).toMatchObject({ orientation: "h" });
  const own = { legend: { orientation: "v", y: 1 } };
  expect(fitted(own, ["a very long name of a run that says all"], LARGE).legend).toMatchObject(own.legend);
});

test("a small pane has no legend that would take the room of the picture", () => {
  expect(fitted({ showlegend: true }, ["train", "test"], SMALL).showlegend).toBe(false);
  expect(fitted({ showlegend: true }, ["a", "b"], SMALL).showlegend).toBe(true);
});

test("a title of an axis stays near its labels, unless the figure sets the distance", () => {
  const titles = { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "loss", standoff: 30 } } };
  const layout = fitted(titles, [], LARGE) as Record<string, { title: Members }>;
  expect(layout.xaxis?.title.standoff).toBe(8);
  expect(layout.yaxis?.title.standoff).toBe(30);
});

test("the camera shows all of a scene, unless the figure sets it", () => {
  const own = { camera: { eye: { x: 3 } } };
  const layout = fitted({ scene: { xaxis: {} }, scene2: own }, [], LARGE);
  expect(layout.scene).toEqual({ camera: { eye: { x: 1.5, y: 1.5, z: 1.2 } }, xaxis: {} });
  expect(layout.scene2).toEqual(own);
});
