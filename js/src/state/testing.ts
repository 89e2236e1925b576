/** Test helpers: sample windows, deeply frozen values, values as plain JSON. */
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

/** Freezes a value deeply; writing to its maps and sets throws too. */
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

/** The value after a round trip through JSON, which turns series into lists. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
