import { describe, expect, test } from "vitest";

import { byPosition, columnsFor, gridWidth, naturalSize, packShelves, positionAfter, rowsOfHeight } from "./layout";
import { aWindow } from "./testing";

const item = (i: string, w: number, h: number) => ({ i, w, h });

describe("columns", () => {
  test("100 of them at the classic width, and the same pitch at every other", () => {
    expect(columnsFor(1280)).toBe(100);
    expect(columnsFor(1915)).toBe(150);
    expect(gridWidth(100)).toBeCloseTo(1280);
  });

  test("at least one", () => expect(columnsFor(0)).toBe(1));
});

describe("the size that a window requests", () => {
  test("plots are larger than others by default", () => {
    expect(naturalSize(aWindow("a", { type: "plot" }))).toEqual({ w: 30, h: 24 });
    expect(naturalSize(aWindow("a", { type: "text" }))).toEqual({ w: 20, h: 20 });
    expect(naturalSize(aWindow("a", { type: "hologram" }))).toEqual({ w: 20, h: 20 });
  });

  test("given pixels are the content's", () => {
    const { w, h } = naturalSize(aWindow("a", { type: "image", width: 256, height: 200 }));
    expect(w * 12.7 - 10).toBeCloseTo(256);
    expect(h * 15 - 10 - 20).toBeGreaterThanOrEqual(200);
    expect(h * 15 - 10 - 20).toBeLessThan(215);
  });

  test.each([0, -5, Number.NaN, "wide" as never])("%s is no size", (width) => {
    expect(naturalSize(aWindow("a", { width, height: width }))).toEqual({ w: 20, h: 20 });
  });

  test("a tiny picture gets a window with room for its controls", () => {
    expect(naturalSize(aWindow("a", { type: "image", width: 8, height: 8 }))).toEqual({ w: 8, h: 5 });
    expect(naturalSize(aWindow("a", { type: "image_history", width: 8, height: 8 }))).toEqual({ w: 13, h: 8 });
  });

  test("captions and sliders get room below the picture", () => {
    const plain = naturalSize(aWindow("a", { type: "image", height: 200, content: { src: "", caption: null } }));
    const captioned = naturalSize(aWindow("a", { type: "image", height: 200, content: { src: "", caption: "c" } }));
    const history = naturalSize(aWindow("a", { type: "image_history", height: 200, content: [{ src: "" }] }));
    expect(plain.h).toBe(rowsOfHeight(200));
    expect(captioned.h).toBe(rowsOfHeight(222));
    expect(history.h).toBe(rowsOfHeight(228));
  });
});

describe("shelves", () => {
  test("items stand side by side until the shelf is full; the next is below the tallest", () => {
    const packed = packShelves([item("a", 40, 10), item("b", 40, 24), item("c", 40, 5), item("d", 30, 5)], 100);
    expect(packed.map(({ x, y }) => [x, y])).toEqual([[0, 0], [40, 0], [0, 24], [40, 24]]);
  });

  test("an item wider than the grid is cut to it", () => {
    expect(packShelves([item("a", 300, 5), item("b", 10, 5)], 100).map(({ x, y, w }) => [x, y, w])).toEqual([
      [0, 0, 100],
      [0, 5, 10],
    ]);
  });

  test("one more item changes nothing for those before it", () => {
    const items = Array.from({ length: 30 }, (_, n) => item(`w${n}`, 7 + ((n * 13) % 40), 5 + ((n * 7) % 20)));
    expect(packShelves(items, 100).slice(0, 20)).toEqual(packShelves(items.slice(0, 20), 100));
  });
});

test("a new item goes right of the last one if there is room, below everything", () => {
  const [a, b] = packShelves([item("a", 40, 10), item("b", 40, 24)], 100);
  expect(positionAfter(b, [a!, b!], item("c", 20, 5), 100)).toEqual({ i: "c", x: 80, y: 24, w: 20, h: 5 });
  expect(positionAfter(b, [a!, b!], item("c", 21, 5), 100)).toMatchObject({ x: 0, y: 24 });
  expect(positionAfter(undefined, [], item("c", 21, 5), 100)).toMatchObject({ x: 0, y: 0 });
});

test("reading order is by row, then by column", () => {
  const positions = [
    { i: "c", x: 0, y: 5, w: 1, h: 1 },
    { i: "b", x: 9, y: 0, w: 1, h: 1 },
    { i: "a", x: 0, y: 0, w: 1, h: 1 },
  ];
  expect(positions.sort(byPosition).map(({ i }) => i)).toEqual(["a", "b", "c"]);
});
