import { describe, expect, test } from "vitest";

import { toNumber, valuesOf } from "./numbers";

function base64(values: { buffer: ArrayBufferLike }): string {
  return btoa(String.fromCharCode(...new Uint8Array(values.buffer)));
}

describe("the values of a member", () => {
  test.each([
    ["f8", Float64Array.of(1.5, -2, 1e300)],
    ["f4", Float32Array.of(0.5, 2)],
    ["i1", Int8Array.of(-1, 2)],
    ["u1", Uint8Array.of(255)],
    ["i2", Int16Array.of(-300)],
    ["u2", Uint16Array.of(300)],
    ["i4", Int32Array.of(-70_000)],
    ["u4", Uint32Array.of(4_000_000_000)],
    ["float64", Float64Array.of(3)],
  ])("in base64 as %s", (dtype, values) => {
    expect(Array.from(valuesOf({ dtype, bdata: base64(values) }) ?? [])).toEqual(Array.from(values));
  });

  test("are decoded once", () => {
    const member = { dtype: "f8", bdata: base64(Float64Array.of(1)), shape: "1" };
    expect(valuesOf(member)).toBe(valuesOf(member));
  });

  test("plain and typed lists are what they are", () => {
    const plain = [1, null, "2024-01-01"];
    const typed = Float32Array.of(1);
    expect(valuesOf(plain)).toBe(plain);
    expect(valuesOf(typed)).toBe(typed);
  });

  test.each([
    ["a table", { dtype: "f8", bdata: base64(Float64Array.of(1, 2, 3, 4)), shape: "2, 2" }],
    ["rows", [[1], [2]]],
    ["an unknown kind", { dtype: "c16", bdata: "AAAA" }],
    ["no base64", { dtype: "f8", bdata: "???" }],
    ["half a number", { dtype: "f8", bdata: btoa("1234") }],
    ["nothing", undefined],
    ["text", "x"],
  ])("%s is no row of values", (_name, member) => expect(valuesOf(member)).toBeNull());
});

test("numbers, numeric texts and dates have a position on an axis", () => {
  expect([3, "4", "2024-01-01T00:00:00Z"].map(toNumber)).toEqual([3, 4, 1_704_067_200_000]);
  expect([null, "", "cat", "run 7", {}, undefined].map(toNumber).every(Number.isNaN)).toBe(true);
});
