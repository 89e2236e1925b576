import { expect, test } from "vitest";

import { receive, exportedMessages } from "./reducer";
import { initialState } from "./state";
import { aWindow } from "./testing";

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
