import { describe, expect, test } from "vitest";

import type { ToBrowser, Window, WindowUpdate } from "../protocol.gen";
import { close, exportedMessages, receive, requested, select, setFilter, setLink, setWidth } from "./reducer";
import { initialState, type PageState } from "./state";
import { aWindow, frozen } from "./testing";

const nothing = () => undefined;
const given = (state: PageState, ...messages: ToBrowser[]) => frozen(receive(frozen(state), frozen(messages), nothing));
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
  test("windows are packed by age, in whatever order they arrive", () => {
    const state = opened(aWindow("b", { i: 1 }), aWindow("a", { i: 0 }));
    expect(state.order).toEqual(["a", "b"]);
    expect(state.positions.get("a")).toMatchObject({ x: 0, y: 0 });
    expect(state.positions.get("b")).toMatchObject({ x: 20, y: 0 });
  });

  test("late messages of the previous environment are ignored", () => {
    const state = given(select(start(), ["other"]), aWindow("old"), append("old", 2, "x", 0), ...answer(aWindow("new")));
    expect(ids(state)).toEqual(["new"]);
    expect(state.outOfSync).toBe(false);
  });

  test("an unknown one is empty, and windows made in it later appear", () => {
    const empty = given(select(start(), ["unknown"]), { command: "layout" });
    expect(ids(empty)).toEqual([]);
    expect(ids(given(empty, aWindow("a")))).toEqual(["a"]);
  });

  test("order and sizes are the stored ones; those of the server win", () => {
    const here = { a: { i: "a", x: 50, y: 0, w: 33, h: 9 }, b: { i: "b", x: 0, y: 0, w: 11, h: 9 } };
    const saved = { b: { i: "b", x: 90, y: 90, w: 12, h: 9 } };
    const messages: ToBrowser[] = [{ command: "reload", data: saved }, aWindow("a"), aWindow("b"), { command: "layout" }];
    const state = receive(requested(start()), messages, (win) => here[win as "a" | "b"]);
    expect(state.order).toEqual(["a", "b"]);
    expect([...state.positions.values()].map(({ w }) => w)).toEqual([33, 12]);
  });

  test("a second request leaves panes in their positions, removes deleted windows and reuses unchanged ones", () => {
    const before = opened(aWindow("a"), aWindow("gone"), aWindow("c", { i: 2 }));
    const again = given(requested(before), ...answer(aWindow("a"), aWindow("c", { i: 2, version: 5, contentID: "c 5" })));
    expect(ids(again)).toEqual(["a", "c"]);
    expect(again.windows.get("a")).toBe(before.windows.get("a"));
    expect(again.windows.get("c")?.version).toBe(5);
    expect(again.positions.get("a")).toEqual(before.positions.get("a"));
  });
});

describe("updates", () => {
  test("are applied when they follow on the known version", () => {
    const state = given(opened(aWindow("a")), append("a", 2, "one", 0), append("a", 3, " two", 3));
    expect(state.windows.get("a")).toMatchObject({ content: "one two", version: 3 });
    expect(state.outOfSync).toBe(false);
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
    expect(after.positions).toBe(before.positions);
  });

  test.each<[string, WindowUpdate]>([
    ["a gap in the versions", append("a", 3, "x", 0)],
    ["an update that is known already", append("a", 1, "x", 0)],
    ["a patch that does not fit", append("a", 2, "x", 99)],
    ["an unknown window", append("b", 2, "x", 0)],
  ])("%s: that window alone is stale", (_name, update) => {
    const state = given(opened(aWindow("a")), update);
    expect([...state.staleWindows]).toEqual([update.win]);
    expect(state.outOfSync).toBe(false);
    expect(state.windows.get("a")?.content).toBe("");
    expect(requested(state).staleWindows.size).toBe(0);
  });

  test("a window sent again is in sync", () => {
    const stale = given(opened(aWindow("a")), append("a", 3, "x", 0));
    const state = given(stale, aWindow("a", { version: 3, content: "x" }), append("a", 4, "y", 1));
    expect(state.staleWindows.size).toBe(0);
    expect(state.windows.get("a")?.content).toBe("xy");
    expect(given(stale, { command: "close", data: "a" }).staleWindows.size).toBe(0);
  });

  test("a server that cannot send single windows makes the whole environment out of sync", () => {
    const refusal = { command: "refused", cmd: "send_window", reason: "no" } as const;
    const state = given(opened(aWindow("a")), refusal);
    expect(state.outOfSync).toBe(true);
    expect(state.notices).toEqual([]);
  });
});

describe("windows", () => {
  test("a new one goes after the others and moves none of them", () => {
    const before = opened(aWindow("a"), aWindow("b", { i: 1 }));
    const after = given(before, aWindow("c", { i: 2, type: "plot" }));
    expect(after.order).toEqual(["a", "b", "c"]);
    expect(after.positions.get("c")).toMatchObject({ x: 40, w: 30, h: 24 });
    expect(after.positions.get("a")).toEqual(before.positions.get("a"));
  });

  test("opened and closed within one batch leaves nothing", () => {
    const state = given(opened(), aWindow("a"), { command: "close", data: "a" });
    expect(ids(state)).toEqual([]);
    expect(state.positions.size).toBe(0);
  });

  test("closed and created again within one batch is there", () => {
    const state = given(opened(aWindow("a")), { command: "close", data: "a" }, aWindow("a", { content: "new" }));
    expect(state.windows.get("a")?.content).toBe("new");
    expect(state.positions.has("a")).toBe(true);
  });

  test("a new size applies, a repeated size does not undo a resize by hand", () => {
    const image = (size: number, contentID: string) => aWindow("a", { type: "image", width: size, height: size, contentID });
    const before = opened(image(100, "1"));
    const byHand = { ...before, positions: new Map([["a", { i: "a", x: 0, y: 0, w: 50, h: 50 }]]) };
    expect(given(byHand, image(100, "2")).positions.get("a")).toMatchObject({ w: 50, h: 50 });
    expect(given(byHand, image(200, "3")).positions.get("a")?.w).toBeCloseTo(210 / 12.7);
  });

  test("the others move up when one is closed", () => {
    const state = close(opened(aWindow("a"), aWindow("b", { i: 1 })), ["a"]);
    expect(ids(state)).toEqual(["b"]);
    expect(state.positions.get("b")).toMatchObject({ x: 0, y: 0 });
  });
});

describe("environments", () => {
  test("the list follows the server, sorted", () => {
    expect(given(start(), { command: "env_update", data: ["z", "a"] }).environments).toEqual(["a", "z"]);
    const more = (name: string) => given(start(), { command: "env_update", data: ["a"] }, { command: "env_new", data: name });
    expect(more("b").environments).toEqual(["a", "b"]);
    expect(more("a").environments).toEqual(["a"]);
  });

  test("a deleted one loses its windows", () => {
    const state = given(opened(aWindow("a")), { command: "env_update", data: ["other"] });
    expect(ids(state)).toEqual([]);
    expect(state.selected).toEqual(["main"]);
  });
});

describe("a comparison", () => {
  const comparing = () => given(select(start(), ["a", "b"]), ...answer(aWindow("w", { has_compare: true })));

  test("shows what the server compared", () => expect(ids(comparing())).toEqual(["w"]));

  test("marks a window stale that changed in one of its environments", () => {
    expect([...given(comparing(), append("w", 2, "x", 0)).staleWindows]).toEqual(["w"]);
    expect([...given(comparing(), aWindow("w")).staleWindows]).toEqual(["w"]);
    expect(ids(given(comparing(), aWindow("x")))).toEqual(["w"]);
  });
});

describe("the filter", () => {
  const three = () => opened(aWindow("a"), aWindow("b", { i: 1 }), aWindow("c", { i: 2 }));
  const inOrder = (state: PageState) => [...state.positions.keys()];

  test("packs matching panes first, until it is cleared", () => {
    const filtered = setFilter(three(), "^c", "expression");
    expect(inOrder(filtered)).toEqual(["c", "a", "b"]);
    expect(inOrder(setFilter(filtered, "", "expression"))).toEqual(["a", "b", "c"]);
  });

  test("an incomplete expression matches all", () => {
    expect(inOrder(setFilter(three(), "(", "expression"))).toEqual(["a", "b", "c"]);
  });
});

test("a narrower page packs its panes again", () => {
  const plot = { type: "plot" };
  const state = setWidth(opened(aWindow("a", plot), aWindow("b", { ...plot, i: 1 })), 640);
  expect(state.columns).toBe(49);
  expect(state.positions.get("b")).toMatchObject({ x: 0, y: 24 });
});

test("a lost connection ends the session and leaves the windows", () => {
  const state = setLink(given(opened(aWindow("a")), { command: "register", data: "sid", readonly: false }), "waiting");
  expect(state.session).toBeNull();
  expect(ids(state)).toEqual(["a"]);
});

test("a late answer for an earlier selection shows nothing once nothing is selected", () => {
  const none = select(requested(start()), []);
  const late = given(none, ...answer(aWindow("a")), append("a", 2, "x", 0));
  expect(late.windows.size).toBe(0);
  expect(late.answer.stage).toBe("requested");
  expect(ids(given(select(late, ["main"]), ...answer(aWindow("b"))))).toEqual(["b"]);
});

const about = { eid: "e", saved: "2026-11-22T20:00:00Z", trustHtml: false };

test("an exported environment is read-only and shows its windows in their order and positions", () => {
  const jsons = { b: aWindow("b", { i: 2 }), a: aWindow("a", { i: 1 }) };
  const reload = { a: { i: "a", x: 0, y: 0, w: 30, h: 20 } };
  const state = receive(initialState(["e"], ["e"]), exportedMessages({ ...about, environment: { jsons, reload } }), () => undefined);
  expect([...state.windows.keys()]).toEqual(["a", "b"]);
  expect(state.positions.get("a")).toMatchObject({ w: 30, h: 20 });
  expect(state.readonly).toBe(true);
  expect(state.answer.stage).toBe("complete");
});

test("ids come from the keys, and windows without an index go last", () => {
  const { i: _, ...unplaced } = aWindow("other");
  const jsons = { last: unplaced as never, first: aWindow("first", { i: 5 }) };
  const windows = exportedMessages({ ...about, environment: { jsons, reload: {} } }).filter(({ command }) => command === "window");
  expect(windows.map((message) => "id" in message && message.id)).toEqual(["first", "last"]);
});

test("an environment without anything in it is shown empty", () => {
  const messages = exportedMessages({ ...about, environment: {} as never });
  expect(receive(initialState(["e"], ["e"]), messages, () => undefined).windows.size).toBe(0);
});
