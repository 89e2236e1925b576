import { expect, test } from "vitest";

import { dismiss, notify } from "./notices";
import { initialState } from "./state";

const start = initialState([], []);

test("notices appear in order and are dismissed one by one", () => {
  const state = notify(notify(start, "first"), "second");
  expect(state.notices.map(({ text }) => text)).toEqual(["first", "second"]);
  expect(dismiss(state, state.notices[0]!.id).notices.map(({ text }) => text)).toEqual(["second"]);
});

test("a repeated text replaces the earlier notice", () => {
  const state = notify(notify(notify(start, "same"), "other"), "same");
  expect(state.notices.map(({ text }) => text)).toEqual(["other", "same"]);
  expect(new Set(state.notices.map(({ id }) => id)).size).toBe(2);
});

test("only what was closed last can be undone", () => {
  const state = notify(notify(notify(start, "closed a", "main"), "news"), "closed b", "main");
  expect(state.notices.map(({ text }) => text)).toEqual(["news", "closed b"]);
});

test("the number of notices is limited", () => {
  const state = ["1", "2", "3", "4", "5", "6"].reduce((before, text) => notify(before, text), start);
  expect(state.notices.map(({ text }) => text)).toEqual(["3", "4", "5", "6"]);
});
