import { expect, test } from "vitest";

import { createStore } from "./store";

test("a store tells its listeners of changes only", () => {
  const store = createStore({ n: 1 });
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  store.change((state) => state);
  store.change(({ n }) => ({ n: n + 1 }));
  stop();
  store.change(() => ({ n: 9 }));
  expect(told).toBe(1);
  expect(store.get()).toEqual({ n: 9 });
});
