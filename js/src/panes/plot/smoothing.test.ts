import { describe, expect, test } from "vitest";

import { smoothLine, smoothValues } from "./smoothing";

const cubic = Array.from({ length: 30 }, (_, i) => 2 - i + 0.5 * i ** 2 - 0.01 * i ** 3);

describe("smoothing", () => {
  test("leaves a cubic as it is, up to its ends", () => {
    smoothValues(cubic, 4).forEach((value, index) => expect(value).toBeCloseTo(cubic[index]!, 8));
  });

  test("weighs five neighbours as the tables of Savitzky and Golay say", () => {
    const impulse = [0, 0, 0, 0, 1, 0, 0, 0, 0];
    const expected = [0, 0, -3, 12, 17, 12, -3, 0, 0].map((weight) => weight / 35);
    smoothValues(impulse, 2).forEach((value, index) => {
      if (index > 1 && index < 7) expect(value).toBeCloseTo(expected[index]!, 10);
    });
  });

  test("removes noise", () => {
    const noisy = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    expect(Math.max(...smoothValues(noisy, 20).map(Math.abs))).toBeLessThan(0.5);
  });

  test.each([
    [[1, 5, 1, 5, 1], 100],
    [cubic, 1],
    [[], 5],
  ])("is none for %j with strength %d", (values, strength) => expect(smoothValues(values, strength)).toEqual(values));

  test("is bounded by the number of points", () => {
    const values = [1, 5, 1, 5, 1, 5];
    expect(smoothValues(values, 100)).toEqual(smoothValues(values, 2));
  });
});

describe("a smooth line", () => {
  test("has the places of the points", () => {
    expect(smoothLine(["a", "b"], [1, 2], 5)).toEqual({ x: ["a", "b"], y: [1, 2] });
    expect(smoothLine(null, [4, 5, 6], 5).x).toEqual([0, 1, 2]);
  });

  test("keeps gaps", () => {
    const { y } = smoothLine(null, [0, 1, 2, null, 4, 5, 6, 7, 8], 2);
    expect(y[3]).toBeNaN();
    expect(y.filter((value) => !Number.isNaN(value))).toHaveLength(8);
  });

  test("of very many points stays short", () => {
    const many = Float32Array.from({ length: 1_000_000 }, (_, index) => index);
    const { x, y } = smoothLine(null, many, 100);
    expect(y.length).toBeLessThanOrEqual(20_000);
    expect(Math.abs((x[10_000] as number) - y[10_000]!)).toBeLessThan(2);
  });
});
