import { describe, expect, test } from "vitest";

import type { ToBrowser, Window, WindowUpdate } from "../protocol.gen";
import { close, receive, requested, select, setFilter, setLink, setWidth } from "./reducer";
import { initialState, type PageState } from "./state";
import { aWindow, frozen } from "./testing";

const nothing = () => undefined;
const given = (state: PageState, ...messages: ToBrowser[]) => receive(state, frozen(messages), nothing);
const start = () => initialState(["main", "other"], ["main"]);
const answer = (...windows: Window[]): ToBrowser[] => [
  { command: "reload", data: {} },
  ...windows,
  { command: "layout" },
];
const opened = (...windows: Window[]) => given(requested(start()), ...answer(...windows));
const append = (win: string, version: number, text: string, pos: number): WindowUpdate => ({
  command: "window_update",
  win,
  env: "main",
  version,
  content: [{ op: "str_ins", path: "/content", pos, str: text }],
});
const ids = (state: PageState) => [...state.windows.keys()];

test("registering brings the page online", () => {
  const state = given(start(), { command: "register", data: "sid", readonly: true });
  expect(state).toMatchObject({ link: "online", session: "sid", readonly: true });
});

test("a command of a newer server changes nothing", () => {
  const state = start();
  expect(given(state, { command: "confetti" } as unknown as ToBrowser)).toBe(state);
});

describe("opening an environment", () => {
  test("windows are packed by age, however they came", () => {
    const state = opened(aWindow("b", { i: 1 }), aWindow("a", { i: 0 }));
    expect(state.order).toEqual(["a", "b"]);
    expect(state.places.get("a")).toMatchObject({ x: 0, y: 0 });
    expect(state.places.get("b")).toMatchObject({ x: 20, y: 0 });
  });

  test("what still arrives from the one before is not shown", () => {
    const state = given(select(start(), ["other"]), aWindow("old"), append("old", 2, "x", 0), ...answer(aWindow("new")));
    expect(ids(state)).toEqual(["new"]);
    expect(state.outOfStep).toBe(false);
  });

  test("an unknown one is empty, and windows made in it later appear", () => {
    const empty = given(select(start(), ["unknown"]), { command: "layout" });
    expect(ids(empty)).toEqual([]);
    expect(ids(given(empty, aWindow("a")))).toEqual(["a"]);
  });

  test("order and sizes are those of the last visit; what the server keeps wins", () => {
    const here = { a: { i: "a", x: 50, y: 0, w: 33, h: 9 }, b: { i: "b", x: 0, y: 0, w: 11, h: 9 } };
    const saved = { b: { i: "b", x: 90, y: 90, w: 12, h: 9 } };
    const messages: ToBrowser[] = [{ command: "reload", data: saved }, aWindow("a"), aWindow("b"), { command: "layout" }];
    const state = receive(requested(start()), messages, (win) => here[win as "a" | "b"]);
    expect(state.order).toEqual(["a", "b"]);
    expect([...state.places.values()].map(({ w }) => w)).toEqual([33, 12]);
  });

  test("asking again keeps panes where they are, drops those that are gone and keeps unchanged windows", () => {
    const before = opened(aWindow("a"), aWindow("gone"), aWindow("c", { i: 2 }));
    const again = given(requested(before), ...answer(aWindow("a"), aWindow("c", { i: 2, version: 5, contentID: "c 5" })));
    expect(ids(again)).toEqual(["a", "c"]);
    expect(again.windows.get("a")).toBe(before.windows.get("a"));
    expect(again.windows.get("c")?.version).toBe(5);
    expect(again.places.get("a")).toEqual(before.places.get("a"));
  });
});

describe("updates", () => {
  test("are applied when they follow on the known version", () => {
    const state = given(opened(aWindow("a")), append("a", 2, "one", 0), append("a", 3, " two", 3));
    expect(state.windows.get("a")).toMatchObject({ content: "one two", version: 3 });
    expect(state.outOfStep).toBe(false);
  });

  test("a window without a version counts as 1", () => {
    const { version: _, ...old } = aWindow("a");
    expect(given(opened(old), append("a", 2, "x", 0)).windows.get("a")?.version).toBe(2);
  });

  test("leave all other windows as they are", () => {
    const before = frozen(opened(aWindow("a"), aWindow("b")));
    const after = given(before, append("a", 2, "x", 0));
    expect(after.windows.get("b")).toBe(before.windows.get("b"));
    expect(before.windows.get("a")?.content).toBe("");
    expect(after.places).toBe(before.places);
  });

  test.each<[string, WindowUpdate]>([
    ["a gap in the versions", append("a", 3, "x", 0)],
    ["an update that is known already", append("a", 1, "x", 0)],
    ["a patch that does not fit", append("a", 2, "x", 99)],
    ["an unknown window", append("b", 2, "x", 0)],
  ])("%s: that window must be asked for again, alone", (_name, update) => {
    const state = given(opened(aWindow("a")), update);
    expect([...state.strays]).toEqual([update.win]);
    expect(state.outOfStep).toBe(false);
    expect(state.windows.get("a")?.content).toBe("");
    expect(requested(state).strays.size).toBe(0);
  });

  test("a window that came again is in step", () => {
    const stray = given(opened(aWindow("a")), append("a", 3, "x", 0));
    const state = given(stray, aWindow("a", { version: 3, content: "x" }), append("a", 4, "y", 1));
    expect(state.strays.size).toBe(0);
    expect(state.windows.get("a")?.content).toBe("xy");
    expect(given(stray, { command: "close", data: "a" }).strays.size).toBe(0);
  });

  test("a server that does not send windows alone is asked for the environment", () => {
    const refusal = { command: "refused", cmd: "send_window", reason: "no" } as const;
    const state = given(opened(aWindow("a")), refusal);
    expect(state.outOfStep).toBe(true);
    expect(state.notices).toEqual([]);
  });
});

describe("windows", () => {
  test("a new one goes behind the others and moves none of them", () => {
    const before = opened(aWindow("a"), aWindow("b", { i: 1 }));
    const after = given(before, aWindow("c", { i: 2, type: "plot" }));
    expect(after.order).toEqual(["a", "b", "c"]);
    expect(after.places.get("c")).toMatchObject({ x: 40, w: 30, h: 24 });
    expect(after.places.get("a")).toEqual(before.places.get("a"));
  });

  test("opened and closed within one batch leaves nothing", () => {
    const state = given(opened(), aWindow("a"), { command: "close", data: "a" });
    expect(ids(state)).toEqual([]);
    expect(state.places.size).toBe(0);
  });

  test("closed and made again within one batch is there", () => {
    const state = given(opened(aWindow("a")), { command: "close", data: "a" }, aWindow("a", { content: "new" }));
    expect(state.windows.get("a")?.content).toBe("new");
    expect(state.places.has("a")).toBe(true);
  });

  test("a new size is followed, the same size again does not undo the person's", () => {
    const image = (size: number, contentID: string) => aWindow("a", { type: "image", width: size, height: size, contentID });
    const before = opened(image(100, "1"));
    const byHand = { ...before, places: new Map([["a", { i: "a", x: 0, y: 0, w: 50, h: 50 }]]) };
    expect(given(byHand, image(100, "2")).places.get("a")).toMatchObject({ w: 50, h: 50 });
    expect(given(byHand, image(200, "3")).places.get("a")?.w).toBeCloseTo(210 / 12.7);
  });

  test("the others close ranks behind one that is closed", () => {
    const state = close(opened(aWindow("a"), aWindow("b", { i: 1 })), ["a"]);
    expect(ids(state)).toEqual(["b"]);
    expect(state.places.get("b")).toMatchObject({ x: 0, y: 0 });
  });
});

describe("environments", () => {
  test("the list follows the server, sorted", () => {
    expect(given(start(), { command: "env_update", data: ["z", "a"] }).environments).toEqual(["a", "z"]);
  });

  test("a deleted one takes its windows along", () => {
    const state = given(opened(aWindow("a")), { command: "env_update", data: ["other"] });
    expect(ids(state)).toEqual([]);
    expect(state.selected).toEqual(["main"]);
  });
});

describe("a comparison", () => {
  const comparing = () => given(select(start(), ["a", "b"]), ...answer(aWindow("w", { has_compare: true })));

  test("shows what the server compared", () => expect(ids(comparing())).toEqual(["w"]));

  test("has a window asked for again that changed in one of its environments", () => {
    expect([...given(comparing(), append("w", 2, "x", 0)).strays]).toEqual(["w"]);
    expect([...given(comparing(), aWindow("w")).strays]).toEqual(["w"]);
    expect(ids(given(comparing(), aWindow("x")))).toEqual(["w"]);
  });
});

describe("the filter", () => {
  const three = () => opened(aWindow("a"), aWindow("b", { i: 1 }), aWindow("c", { i: 2 }));
  const inOrder = (state: PageState) => [...state.places.keys()];

  test("packs matching panes first and forgets that when it is cleared", () => {
    const filtered = setFilter(three(), "^c", "expression");
    expect(inOrder(filtered)).toEqual(["c", "a", "b"]);
    expect(inOrder(setFilter(filtered, "", "expression"))).toEqual(["a", "b", "c"]);
  });

  test("an unfinished expression counts as none", () => {
    expect(inOrder(setFilter(three(), "(", "expression"))).toEqual(["a", "b", "c"]);
  });
});

test("a narrower page packs its panes anew", () => {
  const plot = { type: "plot" };
  const state = setWidth(opened(aWindow("a", plot), aWindow("b", { ...plot, i: 1 })), 640);
  expect(state.columns).toBe(49);
  expect(state.places.get("b")).toMatchObject({ x: 0, y: 24 });
});

test("losing the connection ends the session and keeps the windows", () => {
  const state = setLink(given(opened(aWindow("a")), { command: "register", data: "sid", readonly: false }), "waiting");
  expect(state.session).toBeNull();
  expect(ids(state)).toEqual(["a"]);
});
