import { describe, expect, test } from "vitest";

import { receive, requested } from "./reducer";
import { Series, withSeries } from "./series";
import { initialState, type PageState } from "./state";
import { aWindow, frozen, plain } from "./testing";

describe("a series", () => {
  const start = Series.from([1, 2])!;

  test("keeps its points when another one continues it", () => {
    const longer = start.append(3);
    expect([start.slice(), longer.slice(), longer.slice(2)]).toEqual([[1, 2], [1, 2, 3], [3]]);
    expect([start.length, longer.length]).toEqual([2, 3]);
    expect(longer.continues(start)).toBe(true);
    expect(start.continues(longer)).toBe(false);
  });

  test("can be continued twice without mixing the points", () => {
    const [one, other] = [start.append("one"), start.append("other")];
    expect([one.slice(), other.slice()]).toEqual([[1, 2, "one"], [1, 2, "other"]]);
    expect(other.continues(one)).toBe(false);
  });

  test("does not share the list that it began with", () => {
    const list = frozen([1]);
    expect(Series.from(list)!.append(2).slice()).toEqual([1, 2]);
    expect(list).toEqual([1]);
  });

  test("holds plain values only", () => {
    expect(Series.from([[1], [2]])).toBeNull();
    expect(Series.from([null, "a", 1])?.slice()).toEqual([null, "a", 1]);
  });

  test("is a list in JSON", () => expect(JSON.stringify({ x: start })).toBe('{"x":[1,2]}'));
});

test("the traces of a plot get series, all else stays unchanged", () => {
  const data = [{ x: [1], y: [[2]], z: [3] }, null];
  const plot = frozen(aWindow("w", { type: "plot", content: { data, layout: {} } }));
  const { content } = withSeries(plot) as { content: { data: { x: unknown; y: unknown; z: unknown }[] } };
  expect(content.data[0]?.x).toBeInstanceOf(Series);
  expect([content.data[0]?.y, content.data[0]?.z]).toEqual([[[2]], [3]]);
  expect(plain(content)).toEqual(plot.content);
  const text = aWindow("t", { content: { data: [{ x: [1] }] } });
  expect(withSeries(text)).toBe(text);
});

test("states of a live plot are immutable, and a point costs the same at the end as at the start", () => {
  const COUNT = 20_000;
  const plot = aWindow("w", { type: "plot", content: { data: [{ x: [0], y: [0] }], layout: {} } });
  const opened = [{ command: "reload", data: {} } as const, plot, { command: "layout" } as const];
  let state: PageState = receive(requested(initialState(["main"], ["main"])), opened, () => undefined);
  const early = frozen(state);
  for (let n = 1; n <= COUNT; n += 1) {
    const content = ["x", "y"].map((name) => ({ op: "add", path: `/content/data/0/${name}/${n}`, value: n }) as const);
    const update = { command: "window_update", win: "w", env: "main", version: n + 1, content } as const;
    state = receive(state, [update], () => undefined);
    if (n % 1000 === 0) frozen(state);
  }
  const points = (of: PageState) => (of.windows.get("w")?.content as { data: { x: Series }[] }).data[0]!.x;
  expect([points(early).length, points(state).length]).toEqual([1, COUNT + 1]);
  expect(points(state).continues(points(early))).toBe(true); // one buffer: it was never copied
});
