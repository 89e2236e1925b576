import { describe, expect, test } from "vitest";

import { WHOLE } from "../../ui/panZoom";
import { labelAngle, networkOf, shownPart } from "./network";

describe("a network", () => {
  test("has the nodes and edges that the program sent", () => {
    const content = {
      nodes: [{ name: 0, label: "a" }, { name: 1 }],
      edges: [{ source: 0, target: 1, label: "0-1" }],
    };
    expect(networkOf(content)).toEqual({
      nodes: [
        { name: "0", label: "a", colour: "#1f77b4" },
        { name: "1", label: "1", colour: "#1f77b4" },
      ],
      edges: [{ source: 0, target: 1, label: "0-1" }],
    });
  });

  test("has a colour for each club", () => {
    const { nodes } = networkOf({ nodes: [{ club: "x" }, { club: "y" }, { club: "x" }] });
    expect(nodes.map(({ colour }) => colour)).toEqual(["#1f77b4", "#ff7f0e", "#1f77b4"]);
  });

  test("finds nodes by name, and leaves out edges without two ends", () => {
    const nodes = [{ name: "a" }, { name: "b" }];
    const edges = [{ source: "a", target: "b" }, { source: 0, target: 7 }, null, { source: "c", target: "a" }];
    expect(networkOf({ nodes, edges }).edges).toEqual([{ source: 0, target: 1, label: "" }]);
  });

  test("is empty when there is nothing to draw", () => {
    expect(networkOf(null)).toEqual({ nodes: [], edges: [] });
    expect(networkOf({ nodes: 3, edges: "x" })).toEqual({ nodes: [], edges: [] });
  });
});

describe("the part shown", () => {
  const pane = { width: 100, height: 100 };

  test("is the pane itself, with the points in the middle", () => {
    const points = [{ x: -10, y: 0 }, { x: 10, y: 0 }];
    expect(shownPart(points, 5, pane, WHOLE)).toEqual({ x: -50, y: -50, width: 100, height: 100 });
    expect(shownPart([], 5, pane, WHOLE)).toEqual({ x: -50, y: -50, width: 100, height: 100 });
  });

  test("grows until all points are in it", () => {
    const points = [{ x: 0, y: 0 }, { x: 390, y: 20 }];
    expect(shownPart(points, 5, pane, WHOLE)).toEqual({ x: -5, y: -190, width: 400, height: 400 });
  });

  test("is the part that the user zoomed to", () => {
    expect(shownPart([], 5, pane, { scale: 2, x: -100, y: 0 })).toEqual({ x: 0, y: -50, width: 50, height: 50 });
  });
});

test.each([
  [{ x: 1, y: 0 }, 0],
  [{ x: -1, y: 0 }, 0],
  [{ x: 1, y: 1 }, 45],
  [{ x: -1, y: -1 }, 45],
  [{ x: -1, y: 1 }, -45],
])("a label along %j stays readable", (target, angle) => {
  expect(labelAngle({ x: 0, y: 0 }, target)).toBeCloseTo(angle);
});
