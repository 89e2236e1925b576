import { describe, expect, test } from "vitest";

import { WHOLE } from "../../ui/panZoom";
import { entitiesOf, inPane, inside, nearest, neighbour, positionsOf, refusalOf } from "./embeddings";

const POINT = { position: [0.5, -0.5], group: 12, name: "Entity 3", label: "cat", idx: 3 };
const SQUARE = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }, { x: 0, y: 10 }];

describe("entities", () => {
  test("hold what the program sent", () => {
    expect(entitiesOf([POINT])).toEqual([{ name: "Entity 3", label: "cat", idx: 3, colour: 2, x: 0.5, y: -0.5 }]);
  });

  test("without a position are left out; other missing members get defaults", () => {
    expect(entitiesOf(null)).toEqual([]);
    expect(entitiesOf([null, {}, { position: ["a", 1] }, { position: [0, 1] }])).toEqual([
      { name: "3", label: "", idx: 3, colour: 0, x: 0, y: 1 },
    ]);
  });

  test("outside the range are scaled into it", () => {
    expect(entitiesOf([{ position: [4, 0] }, { position: [1, -2] }]).map(({ x, y }) => [x, y])).toEqual([
      [1, 0],
      [0.25, -0.5],
    ]);
  });
});

test("positions are centred in the pane, with y up", () => {
  const positions = positionsOf(entitiesOf([POINT]), { width: 300, height: 200 }, WHOLE);
  expect(positions).toEqual([{ x: 195, y: 145 }]);
  expect(positionsOf(entitiesOf([POINT]), { width: 300, height: 200 }, { scale: 2, x: 1, y: 2 })).toEqual([{ x: 391, y: 292 }]);
});

test("the nearest point is found within reach only", () => {
  expect(nearest(SQUARE, { x: 8, y: 1 }, 5)).toBe(1);
  expect(nearest(SQUARE, { x: 5, y: 5 }, 5)).toBe(-1);
});

test("arrow keys go to the next point in their direction", () => {
  expect(neighbour(SQUARE, 0, { x: 1, y: 0 })).toBe(1);
  expect(neighbour(SQUARE, 0, { x: 0, y: 1 })).toBe(3);
  expect(neighbour(SQUARE, 0, { x: -1, y: 0 })).toBe(0);
  expect(neighbour(SQUARE, -1, { x: 1, y: 0 })).toBe(0);
  expect(neighbour([], -1, { x: 1, y: 0 })).toBe(-1);
});

test("a closed line selects the points inside it", () => {
  expect(inside([{ x: 5, y: 5 }, { x: 15, y: 5 }, { x: 9.9, y: 0.1 }], SQUARE)).toEqual([0, 2]);
  expect(inside([{ x: 5, y: 5 }], [])).toEqual([]);
  expect(inPane([{ x: 5, y: 5 }, { x: 15, y: 5 }], { width: 10, height: 10 })).toEqual([0]);
});

test("a lasso that is open or too small is refused with a reason", () => {
  expect(refusalOf(SQUARE, 22)).toBeNull();
  expect(refusalOf(SQUARE, 21)).toContain("21 points");
  expect(refusalOf([{ x: 0, y: 0 }, { x: 100, y: 0 }], 50)).toContain("where it began");
});
