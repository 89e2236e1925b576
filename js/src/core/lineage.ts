/** Knows which list grew out of which, so that appended points are told from other changes without comparing lists. */

/** Lists of one family begin with the same items; the longer one only has more. */
const families = new WeakMap<readonly unknown[], object>();

/** `copy` holds what `original` holds, and will only grow. */
export function inherit(copy: readonly unknown[], original: readonly unknown[]): void {
  const family = families.get(original) ?? {};
  families.set(original, family);
  families.set(copy, family);
}

/** The list was changed in another way than by growing. */
export function breakAway(list: readonly unknown[]): void {
  families.set(list, {});
}

/** Whether `list` is `before` with nothing but more items at its end. */
export function grewFrom(list: readonly unknown[], before: readonly unknown[]): boolean {
  if (list === before) return true;
  const family = families.get(list);
  return family !== undefined && family === families.get(before) && list.length >= before.length;
}
