/** Applies the changes of a window: RFC 6902 operations and `str_ins`, copying only the containers on the way. */
import type { Operation, Patch } from "../protocol.gen";
import { isPoint, Series } from "./series";

/** The patch does not fit the document: a change was missed, or the operation is one that this page does not know. */
export class PatchError extends Error {}

/** Containers made during the present batch: no state holds them yet, so a patch writes to them instead of copying. */
export type Drafts = WeakSet<object>;

type Container = unknown[] | Record<string, unknown>;

/** The patched document. The given one is not changed; both share what the patch does not touch. */
export function applyPatch<T>(before: T, patch: Patch, drafts: Drafts = new WeakSet()): T {
  return patch.reduce<unknown>((whole, operation) => applyOperation(whole, operation, drafts), before) as T;
}

function applyOperation(whole: unknown, operation: Operation, drafts: Drafts): unknown {
  switch (operation.op) {
    case "add":
      return add(whole, operation.path, operation.value, drafts);
    case "replace":
      return operation.path === ""
        ? operation.value
        : edit(whole, operation.path, drafts, (parent, key) => replace(parent, key, operation.value));
    case "remove":
      return edit(whole, operation.path, drafts, remove);
    case "move": {
      const value = valueAt(whole, operation.from);
      return add(edit(whole, operation.from, drafts, remove), operation.path, value, drafts);
    }
    case "str_ins":
      return edit(whole, operation.path, drafts, (parent, key) => {
        replace(parent, key, insertText(member(parent, key), operation.pos, operation.str));
      });
    default:
      throw new PatchError(`unknown operation ${JSON.stringify((operation as { op: unknown }).op)}`);
  }
}

function add(whole: unknown, path: string, value: unknown, drafts: Drafts): unknown {
  if (path === "") return value;
  const keys = parsePointer(path);
  if (!isPoint(keys, value)) return editAt(whole, keys, drafts, (parent, key) => insert(parent, key, value));
  return editAt(whole, keys.slice(0, -1), drafts, (trace, name) => {
    replace(trace, name, withPoint(member(trace, name), keys.at(-1)!, value, drafts));
  });
}

/** The list with one point more: in its append buffer where that is at the end, else in a copy. */
function withPoint(list: unknown, key: string, value: unknown, drafts: Drafts): unknown {
  const series = Array.isArray(list) && !drafts.has(list) ? Series.from(list) : list;
  if (series instanceof Series && isEnd(series, key)) return series.append(value);
  const copy = writable(list, drafts);
  insert(copy, key, value);
  return copy;
}

type Change = (parent: Container, key: string) => void;

/** Calls `change` with the container that `path` ends in, and returns the whole with copies along the path. */
function edit(whole: unknown, path: string, drafts: Drafts, change: Change): unknown {
  return editAt(whole, parsePointer(path), drafts, change);
}

function editAt(whole: unknown, keys: readonly string[], drafts: Drafts, change: Change): unknown {
  const last = keys.at(-1);
  if (last === undefined) throw new PatchError("the whole window cannot be removed or extended");
  const root = writable(whole, drafts);
  let parent = root;
  for (const key of keys.slice(0, -1)) {
    const next = writable(member(parent, key), drafts);
    replace(parent, key, next);
    parent = next;
  }
  change(parent, last);
  return root;
}

function parsePointer(path: string): string[] {
  if (path === "") return [];
  if (!path.startsWith("/")) throw new PatchError(`"${path}" is no JSON pointer`);
  return path
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function writable(value: unknown, drafts: Drafts): Container {
  if (typeof value !== "object" || value === null) throw new PatchError("the path leads through a plain value");
  if (drafts.has(value)) return value as Container;
  const copy = Array.isArray(value) || value instanceof Series ? value.slice() : { ...value };
  drafts.add(copy);
  return copy as Container;
}

function valueAt(whole: unknown, path: string): unknown {
  return parsePointer(path).reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) throw new PatchError("the path leads through a plain value");
    return member(value as Container | Series, key);
  }, whole);
}

function member(parent: Container | Series, key: string): unknown {
  if (parent instanceof Series) return member(parent.slice(), key);
  if (Array.isArray(parent)) return parent[position(key, parent.length - 1)];
  if (!Object.hasOwn(parent, key)) throw new PatchError(`there is no member "${key}"`);
  return parent[key];
}

function insert(parent: Container, key: string, value: unknown): void {
  if (!Array.isArray(parent)) {
    setMember(parent, key, value);
    return;
  }
  const index = key === "-" ? parent.length : position(key, parent.length);
  if (index === parent.length) parent.push(value);
  else parent.splice(index, 0, value);
}

function replace(parent: Container, key: string, value: unknown): void {
  member(parent, key);
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else setMember(parent, key, value);
}

function remove(parent: Container, key: string): void {
  member(parent, key);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

/** A plain assignment to `__proto__` would change what the object inherits. */
function setMember(parent: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") throw new PatchError('the member name "__proto__" is not taken');
  parent[key] = value;
}

function isEnd({ length }: { readonly length: number }, key: string): boolean {
  return key === "-" || key === String(length);
}

function position(key: string, highest: number): number {
  const index = /^(0|[1-9][0-9]*)$/.test(key) ? Number(key) : Number.NaN;
  if (!(index <= highest)) throw new PatchError(`there is no item ${key} in a list that ends at ${highest}`);
  return index;
}

function insertText(text: unknown, codePoints: number, addition: string): string {
  if (typeof text !== "string") throw new PatchError("text can only be inserted into text");
  const index = codeUnitIndex(text, codePoints);
  return text.slice(0, index) + addition + text.slice(index);
}

/** Python counts code points, JavaScript UTF-16 units; they differ only after characters beyond U+FFFF. */
function codeUnitIndex(text: string, codePoints: number): number {
  let index = codePoints;
  if (/[\ud800-\udbff]/.test(text)) {
    index = 0;
    for (let passed = 0; passed < codePoints && index < text.length; passed += 1) {
      index += text.codePointAt(index)! > 0xffff ? 2 : 1;
    }
    if (index === text.length && codePoints > [...text].length) index = Number.NaN;
  }
  if (!(index >= 0 && index <= text.length)) throw new PatchError(`the text ends before position ${codePoints}`);
  return index;
}
