/** The single values inside a figure, and changes of them that concern this page alone. */
import type { Window } from "../protocol.gen";

export type Leaf = string | number | boolean;

/** A value with the keys that lead to it. */
export interface Detail {
  readonly path: readonly string[];
  readonly value: Leaf;
}

/** Changed details by their path, as one JSON text each. */
export type Edits = ReadonlyMap<string, Leaf>;

/** All strings, numbers and booleans of a nested object, without those in lists. */
export function detailsOf(value: unknown, path: readonly string[] = []): Detail[] {
  if (isLeaf(value)) return [{ path, value }];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => detailsOf(member, [...path, key]));
}

export function withEdit(edits: Edits, path: readonly string[], value: Leaf): Edits {
  return new Map(edits).set(JSON.stringify(path), value);
}

/** The window with the edited details in its content, as far as they are still there. */
export function edited(window: Window, edits: Edits): Window {
  let content = window.content;
  for (const [path, value] of edits) content = replaced(content, JSON.parse(path) as string[], value);
  return content === window.content ? window : { ...window, content };
}

/** What a person typed, in the type of the value that it replaces; null when it does not fit. */
export function typed(text: string, before: Leaf): Leaf | null {
  if (typeof before !== "number") return text;
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? null : number;
}

function replaced(value: unknown, path: readonly string[], leaf: Leaf): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return isLeaf(value) ? leaf : value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const member = replaced((value as Record<string, unknown>)[key], rest, leaf);
  if (Array.isArray(value)) return value.map((each: unknown, index) => (String(index) === key ? member : each));
  return { ...value, [key]: member };
}

function isLeaf(value: unknown): value is Leaf {
  return ["string", "number", "boolean"].includes(typeof value);
}
