import { describe, expect, test } from "vitest";

import { startSelection } from "./address";

describe("the environments shown first", () => {
  test.each<[string, unknown, string[]]>([
    ["a", ["b"], ["a"]],
    ["a+b", null, ["a", "b"]],
    ["", ["b", "c"], ["b", "c"]],
    ["", [], ["main"]],
    ["", null, ["main"]],
    ["", "nonsense", ["main"]],
    ["", [5], ["main"]],
  ])("address %j, memory %j", (active, stored, expected) => {
    expect(startSelection(active, stored)).toEqual(expected);
  });
});
