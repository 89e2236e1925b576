import { expect, test } from "vitest";

import { createStore } from "./store";

test("a store calls its listeners on changes only", () => {
  const store = createStore({ n: 1 });
  let calls = 0;
  const stop = store.subscribe(() => (calls += 1));
  store.change((state) => state);
  store.change(({ n }) => ({ n: n + 1 }));
  stop();
  store.change(() => ({ n: 9 }));
  expect(calls).toBe(1);
  expect(store.get()).toEqual({ n: 9 });
});
