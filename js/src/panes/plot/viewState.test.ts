import { describe, expect, test } from "vitest";

import { frozen } from "../../state/testing";
import type { Members } from "./compat";
import { keepLayout, keepVisible, type Kept, NOTHING_KEPT, restoreLayout, restoreVisible } from "./viewState";

const given = frozen({ xaxis: { title: "x" }, scene: { camera: { eye: 1 } } });
const zoom = { "xaxis.range[0]": 1, "xaxis.range[1]": 5, "yaxis2.range[0]": 0, "yaxis2.range[1]": 2 };
const kept = (...changes: Members[]) => changes.reduce((before: Kept, change) => keepLayout(before, change, given), NOTHING_KEPT);
const restored = (what: Kept, layout: Members = { xaxis: { ...given.xaxis }, scene: { camera: { eye: 1 } } }) => {
  restoreLayout(what, layout);
  return layout;
};

describe("what a person did to the layout", () => {
  test("is done to the next figure too: zoom of every axis, and the camera", () => {
    const layout = restored(kept(zoom, { "scene.camera": { eye: 7 } }));
    expect(layout).toEqual({
      xaxis: { title: "x", range: [1, 5] },
      yaxis2: { range: [0, 2] },
      scene: { camera: { eye: 7 } },
    });
  });

  test("ends with the next zoom, or with the way back", () => {
    expect(restored(kept(zoom, { "xaxis.range[0]": 2, "xaxis.range[1]": 3 })).xaxis).toMatchObject({ range: [2, 3] });
    expect(restored(kept(zoom, { "xaxis.range": [7, 8] })).xaxis).toEqual({ title: "x", range: [7, 8] });
    expect(restored(kept(zoom, { "xaxis.autorange": true })).xaxis).toEqual({ title: "x", autorange: true });
  });

  test("gives way to a figure that now says something itself", () => {
    expect(restored(kept(zoom), { xaxis: { range: [0, 100] } }).xaxis).toEqual({ range: [0, 100] });
    expect(restored(kept(zoom), { xaxis: { title: "other" } }).xaxis).toMatchObject({ range: [1, 5] });
  });

  test("wins over a range that the figure had all the time", () => {
    const fixed = { xaxis: { range: [0, 100] } };
    const zoomed = keepLayout(NOTHING_KEPT, zoom, fixed);
    const layout = frozenRange();
    restoreLayout(zoomed, layout);
    expect(layout.xaxis).toEqual({ range: [1, 5] });
  });

  test("is not the size", () => expect(restored(kept({ width: 5, autosize: true }), {})).toEqual({}));
});

/** The list belongs to the window, so it must not be written to. */
function frozenRange(): Members {
  return { xaxis: { range: frozen([0, 100]) } };
}

describe("traces that were hidden", () => {
  const hidden = keepVisible(NOTHING_KEPT, new Map([["a", "legendonly"]]), new Map([["a", undefined]]));
  const visible = (...data: Members[]) => {
    restoreVisible(hidden, data);
    return data.map((trace) => trace.visible);
  };

  test("stay so, wherever they are", () => {
    expect(visible({ uid: "b" }, { uid: "a" })).toEqual([undefined, "legendonly"]);
  });

  test("follow the figure when it says something else", () => {
    expect(visible({ uid: "a", visible: true })).toEqual([true]);
  });

  test("come back", () => {
    const back = keepVisible(hidden, new Map([["a", true]]), new Map([["a", undefined]]));
    const data: Members[] = [{ uid: "a" }];
    restoreVisible(back, data);
    expect(data[0]?.visible).toBe(true);
  });
});
