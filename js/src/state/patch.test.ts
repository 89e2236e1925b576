import { describe, expect, test } from "vitest";

import type { Operation, Patch } from "../protocol.gen";
import { applyPatch, type Drafts, PatchError } from "./patch";
import type { Series } from "./series";
import { frozen, plain } from "./testing";

describe("operations", () => {
  test.each<[string, unknown, Patch, unknown]>([
    ["add a member", { a: 1 }, [{ op: "add", path: "/b", value: 2 }], { a: 1, b: 2 }],
    ["add over a member", { a: 1 }, [{ op: "add", path: "/a", value: 2 }], { a: 2 }],
    ["append by length", { a: [1, 2] }, [{ op: "add", path: "/a/2", value: 3 }], { a: [1, 2, 3] }],
    ["append by dash", { a: [1] }, [{ op: "add", path: "/a/-", value: 2 }], { a: [1, 2] }],
    ["insert before", { a: [1, 3] }, [{ op: "add", path: "/a/1", value: 2 }], { a: [1, 2, 3] }],
    ["replace an item", { a: [1, 2] }, [{ op: "replace", path: "/a/0", value: 9 }], { a: [9, 2] }],
    ["replace everything", { a: 1 }, [{ op: "replace", path: "", value: { b: 2 } }], { b: 2 }],
    ["remove a member", { a: 1, b: 2 }, [{ op: "remove", path: "/a" }], { b: 2 }],
    ["remove an item", [1, 2, 3], [{ op: "remove", path: "/1" }], [1, 3]],
    ["move", { a: { x: 1 }, b: [] }, [{ op: "move", from: "/a", path: "/b/0" }], { b: [{ x: 1 }] }],
    ["escaped names", { "a/b": 1, "m~n": 2 }, [{ op: "replace", path: "/a~1b", value: 3 }, { op: "remove", path: "/m~0n" }], { "a/b": 3 }],
    ["an empty name", { "": 1 }, [{ op: "replace", path: "/", value: 2 }], { "": 2 }],
    ["several in a row", { a: [] }, [{ op: "add", path: "/a/0", value: {} }, { op: "add", path: "/a/0/x", value: 1 }], { a: [{ x: 1 }] }],
    ["text at the end", { t: "one" }, [{ op: "str_ins", path: "/t", pos: 3, str: " two" }], { t: "one two" }],
    ["text in the middle", { t: "ad" }, [{ op: "str_ins", path: "/t", pos: 1, str: "bc" }], { t: "abcd" }],
  ])("%s", (_name, document, patch, expected) => {
    expect(applyPatch(frozen(document), frozen(patch))).toEqual(expected);
  });

  test.each([
    [0, "X😀b𝒳"],
    [1, "😀Xb𝒳"],
    [2, "😀bX𝒳"],
    [3, "😀b𝒳X"],
  ])("text positions count code points: %i", (pos, expected) => {
    expect(applyPatch(frozen({ t: "😀b𝒳" }), [{ op: "str_ins", path: "/t", pos, str: "X" }])).toEqual({ t: expected });
  });
});

describe("a patch that does not fit is an error", () => {
  test.each<[string, unknown, unknown]>([
    ["replace what is missing", {}, { op: "replace", path: "/a", value: 1 }],
    ["remove what is missing", {}, { op: "remove", path: "/a" }],
    ["a gap in a list", [1], { op: "add", path: "/2", value: 1 }],
    ["a leading zero", [1, 2], { op: "replace", path: "/01", value: 1 }],
    ["through a number", { a: 1 }, { op: "add", path: "/a/b", value: 1 }],
    ["through null", { a: null }, { op: "add", path: "/a/b", value: 1 }],
    ["no pointer", {}, { op: "add", path: "a", value: 1 }],
    ["remove everything", {}, { op: "remove", path: "" }],
    ["an inherited member", {}, { op: "replace", path: "/toString", value: 1 }],
    ["the prototype", {}, { op: "add", path: "/__proto__", value: { x: 1 } }],
    ["text beyond the end", { t: "abc" }, { op: "str_ins", path: "/t", pos: 4, str: "d" }],
    ["text beyond the end of code points", { t: "😀" }, { op: "str_ins", path: "/t", pos: 2, str: "d" }],
    ["text before the start", { t: "abc" }, { op: "str_ins", path: "/t", pos: -1, str: "d" }],
    ["text into a number", { t: 1 }, { op: "str_ins", path: "/t", pos: 0, str: "d" }],
    ["an unknown operation", {}, { op: "shuffle", path: "/a" }],
  ])("%s", (_name, document, operation) => {
    expect(() => applyPatch(document, [operation] as Patch)).toThrow(PatchError);
  });
});

describe("sharing", () => {
  test("what the patch does not touch is the same object", () => {
    const before = frozen({ content: { data: [{ x: [1] }, { x: [5] }], layout: { a: 1 } } });
    const after = applyPatch(before, [{ op: "add", path: "/content/data/0/x/1", value: 2 }]);
    expect(plain(after.content.data[0]?.x)).toEqual([1, 2]);
    expect(after.content.data[1]).toBe(before.content.data[1]);
    expect(after.content.layout).toBe(before.content.layout);
  });

  test("within a batch a list is copied once", () => {
    const drafts: Drafts = new WeakSet();
    const before = { z: [1] };
    const first = applyPatch(before, [{ op: "add", path: "/z/1", value: 2 }], drafts);
    const list = first.z;
    const second = applyPatch(first, [{ op: "add", path: "/z/2", value: 3 }], drafts);
    expect(second.z).toBe(list);
    expect(list).toEqual([1, 2, 3]);
    expect(before.z).toEqual([1]);
  });

  test("points go into the append buffer of their trace, and no state before sees them", () => {
    const before = frozen({ data: [{ x: [1], y: [5] }] });
    const middle = frozen(applyPatch(before, [{ op: "add", path: "/data/0/x/1", value: 2 }]));
    const after = applyPatch(middle, [
      { op: "add", path: "/data/0/x/2", value: 3 },
      { op: "add", path: "/data/0/y/-", value: null },
    ]);
    expect(after.data[0]).not.toBe(middle.data[0]);
    expect([before, middle, after].map(plain)).toEqual([
      { data: [{ x: [1], y: [5] }] },
      { data: [{ x: [1, 2], y: [5] }] },
      { data: [{ x: [1, 2, 3], y: [5, null] }] },
    ]);
    expect((after.data[0]?.x as unknown as Series).continues(middle.data[0]?.x)).toBe(true);
  });

  test.each<[string, Operation]>([
    ["a point before others", { op: "add", path: "/x/0", value: 0 }],
    ["another point", { op: "replace", path: "/x/0", value: 0 }],
    ["a point less", { op: "remove", path: "/x/0" }],
    ["a list in the list", { op: "add", path: "/x/2", value: [3] }],
  ])("%s is another list", (_name, operation) => {
    const before = frozen({ x: [1, 2] });
    expect(applyPatch(before, [operation]).x).not.toBe(before.x);
    expect(before.x).toEqual([1, 2]);
  });
});
