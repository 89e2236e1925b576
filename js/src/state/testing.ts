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

/** Freezes a value and all that it holds; maps and sets throw like other frozen values. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) freezeCollection(value);
  Object.freeze(value);
  Object.values(value).forEach(frozen);
  return value;
}

function freezeCollection(collection: Map<unknown, unknown> | Set<unknown>): void {
  const refuse = () => {
    throw new TypeError("this collection is part of a state");
  };
  for (const name of ["set", "add", "delete", "clear"]) Object.defineProperty(collection, name, { value: refuse });
  for (const [key, member] of collection.entries()) [key, member].forEach(frozen);
}

/** The value as JSON has it: a series is a list. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
