/** Helpers of the tests: windows to start from, and values that throw when something writes to them. */
import type { Window } from "../protocol.gen";

export function aWindow(id: string, members: Partial<Window> = {}): Window {
  return {
    command: "window",
    id,
    type: "text",
    title: id,
    inflate: true,
    width: null,
    height: null,
    contentID: `${id} 1`,
    content: "",
    i: 0,
    version: 1,
    ...members,
  };
}

export function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
