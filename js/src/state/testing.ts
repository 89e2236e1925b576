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

/** Lists of plain values stay open: points grow in place. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  const members = Object.values(value);
  if (!Array.isArray(value) || members.some((member) => typeof member === "object" && member !== null)) Object.freeze(value);
  members.forEach(frozen);
  return value;
}
