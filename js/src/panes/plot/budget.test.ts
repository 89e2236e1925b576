import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { drawNoMore, drawSoon } from "./budget";

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

/** Plots that take so long each, and the order in which they were drawn. */
function plots(milliseconds: number) {
  const drawn: string[] = [];
  const owners = new Map<string, object>();
  const ask = (name: string, what = name) => {
    const owner = owners.get(name) ?? {};
    owners.set(name, owner);
    drawSoon(owner, () => {
      now += milliseconds;
      drawn.push(what);
    });
  };
  return { drawn, ask, forget: (name: string) => drawNoMore(owners.get(name)!) };
}

test("several quick plots share a frame, slow ones have one each", () => {
  const quick = plots(1);
  for (const name of ["a", "b", "c"]) quick.ask(name);
  nextFrame();
  expect(quick.drawn).toEqual(["a", "b", "c"]);
  const slow = plots(10);
  for (const name of ["a", "b"]) slow.ask(name);
  nextFrame();
  expect(slow.drawn).toEqual(["a"]);
  nextFrame();
  expect(slow.drawn).toEqual(["a", "b"]);
});

test("only the newest of a plot is drawn, in the turn of the first", () => {
  const { drawn, ask } = plots(10);
  ask("a", "old");
  ask("b");
  ask("a", "new");
  nextFrame();
  nextFrame();
  expect(drawn).toEqual(["new", "b"]);
});

test("drawing again leaves at least as much time as it took", () => {
  const { drawn, ask } = plots(40);
  ask("a");
  nextFrame();
  ask("a", "again");
  nextFrame();
  nextFrame();
  expect(drawn).toEqual(["a"]);
  nextFrame();
  expect(drawn).toEqual(["a", "again"]);
});

test("a plot that is gone is not drawn", () => {
  const { drawn, ask, forget } = plots(1);
  ask("a");
  forget("a");
  nextFrame();
  expect(drawn).toEqual([]);
});
