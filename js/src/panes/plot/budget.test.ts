import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { cancelDraw, scheduleDraw } from "./budget";

const FRAME_MS = 16;
let now = 0;
let frame: (() => void) | null = null;

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => ((frame = callback), 1));
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

afterEach(() => {
  while (frame !== null) nextFrame();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function nextFrame(): void {
  now += FRAME_MS;
  const callback = frame;
  frame = null;
  callback?.();
}

/** Plots that take this long to draw, and the order of the draws. */
function plots(milliseconds: number) {
  const drawn: string[] = [];
  const owners = new Map<string, object>();
  const schedule = (name: string, what = name) => {
    const owner = owners.get(name) ?? {};
    owners.set(name, owner);
    scheduleDraw(owner, () => {
      now += milliseconds;
      drawn.push(what);
    });
  };
  return { drawn, schedule, forget: (name: string) => cancelDraw(owners.get(name)!) };
}

test("several quick plots share a frame, slow ones have one each", () => {
  const quick = plots(1);
  for (const name of ["a", "b", "c"]) quick.schedule(name);
  nextFrame();
  expect(quick.drawn).toEqual(["a", "b", "c"]);
  const slow = plots(10);
  for (const name of ["a", "b"]) slow.schedule(name);
  nextFrame();
  expect(slow.drawn).toEqual(["a"]);
  nextFrame();
  expect(slow.drawn).toEqual(["a", "b"]);
});

test("only the newest draw of a plot runs, in the position of the first", () => {
  const { drawn, schedule } = plots(10);
  schedule("a", "old");
  schedule("b");
  schedule("a", "new");
  nextFrame();
  nextFrame();
  expect(drawn).toEqual(["new", "b"]);
});

test("a redraw waits at least as long as the last draw took", () => {
  const { drawn, schedule } = plots(40);
  schedule("a");
  nextFrame();
  schedule("a", "again");
  nextFrame();
  nextFrame();
  expect(drawn).toEqual(["a"]);
  nextFrame();
  expect(drawn).toEqual(["a", "again"]);
});

test("a removed plot is not drawn", () => {
  const { drawn, schedule, forget } = plots(1);
  schedule("a");
  forget("a");
  nextFrame();
  expect(drawn).toEqual([]);
});
