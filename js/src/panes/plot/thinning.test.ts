import { describe, expect, test } from "vitest";

import { isRising, MANY_POINTS, pick, thinCloud, thinLine } from "./thinning";

const COUNT = 1_000_000;
const wave = Float64Array.from({ length: COUNT }, (_, index) => Math.sin(index / 1000));
const steps = Float64Array.from({ length: COUNT }, (_, index) => index / 2);

describe("a long line", () => {
  test("is drawn with few points, in their order, from its first to its last", () => {
    const chosen = thinLine(steps, wave, null);
    expect(chosen.length).toBeLessThan(MANY_POINTS);
    expect(isRising(chosen)).toBe(true);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, COUNT - 1]);
  });

  test("keeps every peak", () => {
    const spiky = wave.slice();
    const peaks = [17, 123_456, 777_777, 999_998];
    for (const index of peaks) spiky[index] = index % 2 === 0 ? 50 : -50;
    const chosen = new Set(thinLine(null, spiky, null));
    expect(peaks.filter((index) => !chosen.has(index))).toEqual([]);
  });

  test("keeps its gaps", () => {
    const broken = Array.from(wave, (value, index) => (index >= 400_000 && index < 500_000 ? null : value));
    const values = pick(broken, thinLine(null, broken, null));
    expect(values).toContain(null);
  });

  test("is exact where it is zoomed to, with a neighbour at either side", () => {
    const chosen = thinLine(steps, wave, [1000, 1004]);
    for (let index = 1999; index <= 2008; index += 1) expect(chosen).toContain(index);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, COUNT - 1]);
    expect(chosen.length).toBeLessThan(MANY_POINTS);
  });

  test("is thinned again in a wide zoom, whichever way the axis runs", () => {
    const chosen = thinLine(steps, wave, [400_000, 100_000]);
    const inside = [...chosen].filter((index) => index > 200_000 && index < 800_000).length;
    expect(inside).toBeGreaterThan(3000);
    expect(chosen.length).toBeLessThan(MANY_POINTS);
  });

  test.each([[[-10, -5]], [[2e6, 3e6]], [[Number.NaN, 4]]] as const)("a zoom to %j outside the line does not fail", (range) => {
    expect(thinLine(steps, wave, [...range]).length).toBeGreaterThan(0);
  });
});

describe("a cloud", () => {
  const random = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const next = random(1);
  const [x, y] = [0, 1].map(() => Array.from({ length: 200_000 }, next)) as [number[], number[]];
  const all = { x: null, y: null };

  test("has one point on each spot", () => {
    const { length } = thinCloud(x, y, false, all);
    expect(length).toBeGreaterThan(60_000);
    expect(length).toBeLessThanOrEqual(301 * 301);
  });

  test("is exact where it is zoomed to, and coarse elsewhere", () => {
    const isIn = (index: number) => x[index]! >= 0.5 && x[index]! <= 0.6 && y[index]! >= 0.2 && y[index]! <= 0.3;
    const chosen = thinCloud(x, y, false, { x: [0.5, 0.6], y: [0.3, 0.2] });
    expect([...chosen].filter(isIn).length).toBe(x.filter((_, index) => isIn(index)).length);
    expect(chosen.length).toBeLessThan(10_000);
  });

  test("as a line keeps the way back", () => {
    const there = Array.from({ length: 20_000 }, (_, index) => index / 20_000);
    const way = [...there, ...there.toReversed()];
    const chosen = pick(way, thinCloud(way, way, true, all)) as number[];
    expect(chosen.length).toBeGreaterThan(590);
    expect(chosen.length).toBeLessThan(700);
    expect(chosen.at(-1)).toBeLessThan(0.01);
  });
});

test.each([
  [[1, 2, 2, 3], true],
  [["2024-01-01", "2024-01-02"], true],
  [[2, 1], false],
  [[1, null, 2], false],
  [["a", "b"], false],
])("%j rises: %s", (values, expected) => expect(isRising(values)).toBe(expected));
