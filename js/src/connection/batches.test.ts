import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { inBatches } from "./batches";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => frames.push(callback));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => void (frames[id - 1] = () => {}));
});

afterEach(() => {
  frames = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function batches() {
  const handled: number[][] = [];
  return { handled, give: inBatches<number>((items) => handled.push(items)) };
}

test("messages between two frames are handled together", () => {
  const { handled, give } = batches();
  give(1);
  give(2);
  expect(handled).toEqual([]);
  frames.at(-1)?.();
  give(3);
  frames.at(-1)?.();
  expect(handled).toEqual([[1, 2], [3]]);
});

test("a hidden page has no frames and handles messages once a second", () => {
  const { handled, give } = batches();
  give(1);
  vi.advanceTimersByTime(1000);
  expect(handled).toEqual([[1]]);
  for (const frame of frames) frame();
  expect(handled).toHaveLength(1);
});

test("a page without frames and timers handles messages once there are many", () => {
  const { handled, give } = batches();
  for (let number = 0; number < 4500; number += 1) give(number);
  expect(handled.map((items) => items.length)).toEqual([2000, 2000]);
});
