import { describe, expect, test } from "vitest";

import { retryDelay } from "./backoff";
import { groupEnvironments, startSelection } from "./environments";
import { createStore } from "./store";
import { environmentPath, pollingPath, socketUrl } from "./url";

describe("addresses", () => {
  test("of environments, whatever their names", () => {
    expect(environmentPath("", ["main"])).toBe("/env/main");
    expect(environmentPath("/p", ["a b?#", "c/d%"])).toBe("/p/compare/a%20b%3F%23+c%2Fd%25");
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
