import { describe, expect, test } from "vitest";

import { retryDelay } from "./backoff";
import { environmentId, environmentRows, groupEnvironments, matchRows, startSelection } from "./environments";
import { filterFault } from "./filter";
import { createStore } from "./store";
import { environmentPath, environmentsOf, exportPath, pageAddress, pollingPath, sightOf, socketUrl } from "./url";

describe("addresses", () => {
  test("of environments, whatever their names", () => {
    expect(environmentPath("", ["main"])).toBe("/env/main");
    expect(environmentPath("/p", ["a b?#", "c/d%"])).toBe("/p/compare/a%20b%3F%23+c%2Fd%25");
  });

  test("of environments as files", () => expect(exportPath("/p", "a/b é", "json")).toBe("/p/export/a%2Fb%20%C3%A9.json"));

  test("of what a page looks at, and back", () => {
    const sight = { environments: ["a b", "c"], view: "wide & flat", win: "w#1" };
    const address = pageAddress("/p", sight);
    expect(address).toBe("/p/compare/a%20b+c?win=w%231#wide%20%26%20flat");
    expect(sightOf(`http://host${address}`)).toEqual({ view: "wide & flat", win: "w#1" });
    expect(environmentsOf(`http://host${address}`, "/p")).toEqual(["a b", "c"]);
    expect(pageAddress("", { environments: [], view: null, win: null })).toBe("/");
    expect(pageAddress("", { environments: ["a+b"], view: null, win: null })).toBe("/env/a%2Bb");
  });

  test("that name nothing", () => {
    expect(sightOf("http://host/#")).toEqual({ view: null, win: null });
    expect(sightOf("http://host/?win=#%E0")).toEqual({ view: "%E0", win: null });
    expect(environmentsOf("http://host/", "")).toEqual([]);
    expect(environmentsOf("http://host/env/%E0", "")).toEqual(["%E0"]);
  });

  test("of the socket beside the page", () => {
    expect(socketUrl("http://host:8097/env/a#x", "")).toBe("ws://host:8097/socket?ops=str_ins");
    expect(socketUrl("https://host/p/compare/a+b?x=1", "/p")).toBe("wss://host/p/socket?ops=str_ins");
  });

  test("of the polling twin", () => expect(pollingPath("/p")).toBe("/p/socket_wrap?ops=str_ins"));
});

describe("the environments shown first", () => {
  test.each<[string, unknown, string[]]>([
    ["a", ["b"], ["a"]],
    ["a+b", null, ["a", "b"]],
    ["", ["b", "c"], ["b", "c"]],
    ["", [], ["main"]],
    ["", null, ["main"]],
    ["", "nonsense", ["main"]],
    ["", [5], ["main"]],
  ])("address %j, memory %j", (active, remembered, expected) => {
    expect(startSelection(active, remembered)).toEqual(expected);
  });
});

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

  test("what a search finds are environments alone", () => {
    expect(shown(matchRows(groups))).toEqual([["exp", 1, false], ["exp_1", 1, false], ["main", 1, false]]);
  });
});

test("a name is turned into the one that the server gives", () => expect(environmentId(" a/b/c ")).toBe("a_b_c"));

test("a faulty regular expression says what is wrong, words never are", () => {
  expect(filterFault("(", "expression")).toContain("(");
  expect(filterFault("(a|b)", "expression")).toBeNull();
  expect(filterFault("(", "words")).toBeNull();
});

test("pauses between attempts grow up to a bound and are spread", () => {
  const delays = [0, 1, 2, 3, 50].map((failures) => retryDelay(failures, 0.5));
  expect(delays).toEqual([400, 800, 1600, 3200, 15_000]);
  expect(retryDelay(3, 0)).toBeLessThan(retryDelay(3, 1));
});

test("a store tells its listeners of changes only", () => {
  const store = createStore({ n: 1 });
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  store.change((state) => state);
  store.change(({ n }) => ({ n: n + 1 }));
  stop();
  store.change(() => ({ n: 9 }));
  expect(told).toBe(1);
  expect(store.get()).toEqual({ n: 9 });
});
