import { describe, expect, test } from "vitest";

import { environmentRows, groupEnvironments, matchRows } from "./EnvironmentChooser";

describe("the list of environments", () => {
  const names = ["zoo", "exp_2", "exp_1", "main", "exp"];

  test("is sorted and grouped by what comes before the first _", () => {
    expect(groupEnvironments(names, "")).toEqual([
      { prefix: "exp", names: ["exp", "exp_1", "exp_2"] },
      { prefix: "main", names: ["main"] },
      { prefix: "zoo", names: ["zoo"] },
    ]);
  });

  test("is narrowed by a search that ignores case", () => {
    expect(groupEnvironments(names, " XP_1")).toEqual([{ prefix: "exp", names: ["exp_1"] }]);
    expect(groupEnvironments(names, "nope")).toEqual([]);
  });
});

describe("the tree of environments", () => {
  const groups = groupEnvironments(["exp_1", "exp", "main"], "");
  const shown = (rows: ReturnType<typeof environmentRows>) => rows.map(({ label, level, isGroup }) => [label, level, isGroup]);

  test("an environment that is called like a group is one of it", () => {
    expect(shown(environmentRows(groups, new Set()))).toEqual([
      ["exp", 1, true],
      ["exp", 2, false],
      ["exp_1", 2, false],
      ["main", 1, false],
    ]);
  });

  test("a folded group is one line that stands for all in it", () => {
    const [group] = environmentRows(groups, new Set(["exp"]));
    expect(group).toMatchObject({ isFolded: true, names: ["exp", "exp_1"] });
    expect(environmentRows(groups, new Set(["exp"])).length).toBe(2);
  });

  test("a search finds environments without groups", () => {
    expect(shown(matchRows(groups))).toEqual([["exp", 1, false], ["exp_1", 1, false], ["main", 1, false]]);
  });
});
