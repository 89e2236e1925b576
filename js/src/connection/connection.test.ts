import { expect, test } from "vitest";

import { retryDelay } from "./connection";

test("pauses between attempts grow up to a limit, with jitter", () => {
  const delays = [0, 1, 2, 3, 50].map((failures) => retryDelay(failures, 0.5));
  expect(delays).toEqual([400, 800, 1600, 3200, 15_000]);
  expect(retryDelay(3, 0)).toBeLessThan(retryDelay(3, 1));
});
