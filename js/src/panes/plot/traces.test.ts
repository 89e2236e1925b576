import { describe, expect, test } from "vitest";

import { frozen } from "../../state/testing";
import type { Members } from "./compat";
import { MANY_POINTS } from "./thinning";
import { drawnTrace, isSmoothable, isThinned, rangesOf, type TraceOptions } from "./traces";

const WHOLE: TraceOptions = { ranges: new Map(), webgl: false };
const COUNT = 50_000;
const y = frozen(Array.from({ length: COUNT }, (_, index) => Math.sin(index / 100)));
const x = frozen(Array.from({ length: COUNT }, (_, index) => index));
const drawn = (trace: Members, options: Partial<TraceOptions> = {}) => drawnTrace({ ...trace }, { ...WHOLE, ...options });
const lengthOf = (list: unknown) => (list as ArrayLike<unknown>).length;

describe("a trace of usual length", () => {
  test("is drawn as it is, from lists of its own", () => {
    const list = frozen([1, 2, 3]);
    const trace = drawn({ y: list, mode: "lines" });
    expect(trace).toEqual({ y: [1, 2, 3], mode: "lines" });
    expect(trace.y).not.toBe(list);
  });

  test("without points stays as it is", () => expect(drawn({ x: [1] })).toEqual({ x: [1] }));
});

describe("a very long trace", () => {
  test.each([
    ["a line", { x, y }],
    ["a line in base64", { x, y: { dtype: "f8", bdata: base64(y) } }],
    ["a line without x", { y, x0: 10, dx: 2 }],
    ["dates", { x: x.map((day) => new Date(day * 86_400_000).toISOString()), y }],
    ["a cloud", { x: y, y, mode: "markers" }],
  ])("is thinned: %s", (_name, trace) => {
    const thin = drawn(trace);
    expect(isThinned(trace)).toBe(true);
    expect(lengthOf(thin.x)).toBe(lengthOf(thin.y));
    expect(lengthOf(thin.y)).toBeLessThan(MANY_POINTS);
    expect(lengthOf(thin.y)).toBeGreaterThan(100);
  });

  test("computes the x of points without one", () => {
    const positions = drawn({ y, x0: 10, dx: 2 }).x as number[];
    expect([positions[0], positions.at(-1)]).toEqual([10, 10 + 2 * (COUNT - 1)]);
  });

  test("thins the per-point members too", () => {
    const thin = drawn({ x, y, text: x.map(String), marker: { size: x, color: "red" }, ids: ["one"] });
    const marker = thin.marker as { size: number[]; color: string };
    expect(thin.text).toEqual((thin.x as number[]).map(String));
    expect(marker.size).toEqual(thin.x);
    expect([marker.color, thin.ids]).toEqual(["red", ["one"]]);
  });

  test("is exact where it is zoomed to", () => {
    const thin = drawn({ x, y }, { ranges: new Map([["x", [1000, 1100]]]) });
    const inside = (thin.x as number[]).filter((position) => position >= 1000 && position <= 1100);
    expect(inside).toHaveLength(101);
    const shifted = drawn({ y, x0: 500, dx: 1 }, { ranges: new Map([["x", [1000, 1100]]]) });
    expect((shifted.x as number[]).filter((position) => position >= 1000 && position <= 1100)).toHaveLength(101);
    expect((drawn({ x, y, xaxis: "x2" }, { ranges: new Map([["x", [1000, 1100]]]) }).x as number[]).length).toBeGreaterThan(1000);
  });

  test("of names is drawn whole", () => {
    expect(lengthOf(drawn({ x: x.map((number) => `run ${number}`), y }).y)).toBe(COUNT);
  });

  test("of another type is left alone", () => {
    const bars = frozen({ type: "bar", y });
    expect(drawnTrace(bars, WHOLE)).toBe(bars);
    expect(isThinned(bars)).toBe(false);
  });

  test("is drawn with WebGL where that is available and supported", () => {
    expect(drawn({ x, y }, { webgl: true }).type).toBe("scattergl");
    expect(drawn({ x, y, stackgroup: "a" }, { webgl: true }).type).toBeUndefined();
    expect(drawn({ x, y, line: { shape: "spline" } }, { webgl: true }).type).toBeUndefined();
    expect(drawn({ y: [1] }, { webgl: true }).type).toBeUndefined();
  });
});

test.each<[unknown, boolean]>([
  [{ type: "scatter", mode: "lines", y: [1] }, true],
  [{ mode: "lines", y: [1] }, true],
  [{ type: "scattergl", mode: "lines", y: [1] }, false],
  [{ type: "scatter", mode: "lines+markers", y: [1] }, false],
  [{ type: "scatter", mode: "lines" }, false],
  [null, false],
])("%j can be smoothed: %s", (trace, expected) => expect(isSmoothable(trace)).toBe(expected));

test("the visible ranges of axes, in data coordinates", () => {
  const layout = {
    xaxis: { range: [3, 1] },
    xaxis2: { range: [0, 2], type: "log" },
    yaxis: { range: [0, 1], autorange: true },
    yaxis3: { range: ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"] },
    xaxis4: { range: [null, 1] },
    yaxis4: "odd",
  };
  expect([...rangesOf(layout)]).toEqual([
    ["x", [1, 3]],
    ["x2", [1, 100]],
    ["y3", [1_704_067_200_000, 1_704_153_600_000]],
  ]);
});

function base64(values: readonly number[]): string {
  const bytes = new Uint8Array(Float64Array.from(values).buffer);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
