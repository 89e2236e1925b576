import { expect, test } from "vitest";

import { fieldsOf, isNumber } from "./properties";

test("fields hold what the program sent, identified by their index", () => {
  const content = [
    { type: "text", name: "rate", value: "0.1" },
    { type: "number", name: "steps", value: 12 },
    { type: "checkbox", name: "shuffle", value: true },
    { type: "select", name: "colour", value: 1, values: ["Red", "Green"] },
    { type: "button", name: "run", value: "Start" },
  ];
  expect(fieldsOf(content)).toEqual([
    { id: 0, name: "rate", type: "text", value: "0.1" },
    { id: 1, name: "steps", type: "number", value: "12" },
    { id: 2, name: "shuffle", type: "checkbox", value: true },
    { id: 3, name: "colour", type: "select", value: 1, values: ["Red", "Green"] },
    { id: 4, name: "run", type: "button", value: "Start" },
  ]);
});

test("what is missing or unknown does not stop the others", () => {
  expect(fieldsOf(null)).toEqual([]);
  expect(fieldsOf([null, { type: "slider", value: [1] }, { type: "select" }])).toEqual([
    { id: 0, name: "", type: "other", kind: "", value: "" },
    { id: 1, name: "", type: "other", kind: "slider", value: "[1]" },
    { id: 2, name: "", type: "select", value: NaN, values: [] },
  ]);
});

test.each(["1", "-2.5", "+3", ".5", "4.", "1e-4", " 7 "])("%j is a number", (text) => {
  expect(isNumber(text)).toBe(true);
});

test.each(["", "-", "1,5", "0x1f", "e5", "1 2", "NaN"])("%j is none", (text) => {
  expect(isNumber(text)).toBe(false);
});
