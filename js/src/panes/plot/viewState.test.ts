import { describe, expect, test } from "vitest";

import { frozen } from "../../state/testing";
import type { Members } from "./compat";
import {
  NO_VIEW_STATE,
  recordLayout,
  recordVisibility,
  restoreLayout,
  restoreVisible,
  type ViewState,
} from "./viewState";

const given = frozen({ xaxis: { title: "x" }, scene: { camera: { eye: 1 } } });
const zoom = { "xaxis.range[0]": 1, "xaxis.range[1]": 5, "yaxis2.range[0]": 0, "yaxis2.range[1]": 2 };
const recorded = (...changes: Members[]) => changes.reduce((before: ViewState, change) => recordLayout(before, change, given), NO_VIEW_STATE);
const restored = (what: ViewState, layout: Members = { xaxis: { ...given.xaxis }, scene: { camera: { eye: 1 } } }) => {
  restoreLayout(what, layout);
  return layout;
};

describe("what a user did to the layout", () => {
  test("applies to the next figure too: zoom of every axis, and the camera", () => {
    const layout = restored(recorded(zoom, { "scene.camera": { eye: 7 } }));
    expect(layout).toEqual({
      xaxis: { title: "x", range: [1, 5] },
      yaxis2: { range: [0, 2] },
      scene: { camera: { eye: 7 } },
    });
  });

  test("ends with the next zoom or a reset", () => {
    expect(restored(recorded(zoom, { "xaxis.range[0]": 2, "xaxis.range[1]": 3 })).xaxis).toMatchObject({ range: [2, 3] });
    expect(restored(recorded(zoom, { "xaxis.range": [7, 8] })).xaxis).toEqual({ title: "x", range: [7, 8] });
    expect(restored(recorded(zoom, { "xaxis.autorange": true })).xaxis).toEqual({ title: "x", autorange: true });
  });

  test("gives way to a figure that changes the same member", () => {
    expect(restored(recorded(zoom), { xaxis: { range: [0, 100] } }).xaxis).toEqual({ range: [0, 100] });
    expect(restored(recorded(zoom), { xaxis: { title: "other" } }).xaxis).toMatchObject({ range: [1, 5] });
  });

  test("wins over a range that the figure always had", () => {
    const fixed = { xaxis: { range: [0, 100] } };
    const zoomed = recordLayout(NO_VIEW_STATE, zoom, fixed);
    const layout = frozenRange();
    restoreLayout(zoomed, layout);
    expect(layout.xaxis).toEqual({ range: [1, 5] });
  });

  test("does not include the size", () => expect(restored(recorded({ width: 5, autosize: true }), {})).toEqual({}));
});

/** The list belongs to the window and must not be changed. */
function frozenRange(): Members {
  return { xaxis: { range: frozen([0, 100]) } };
}

describe("traces that were hidden", () => {
  const hidden = recordVisibility(NO_VIEW_STATE, new Map([["a", "legendonly"]]), new Map([["a", undefined]]));
  const visible = (...data: Members[]) => {
    restoreVisible(hidden, data);
    return data.map((trace) => trace.visible);
  };

  test("stay so, wherever they are", () => {
    expect(visible({ uid: "b" }, { uid: "a" })).toEqual([undefined, "legendonly"]);
  });

  test("follow the figure when it sets their visibility", () => {
    expect(visible({ uid: "a", visible: true })).toEqual([true]);
  });

  test("become visible again", () => {
    const back = recordVisibility(hidden, new Map([["a", true]]), new Map([["a", undefined]]));
    const data: Members[] = [{ uid: "a" }];
    restoreVisible(back, data);
    expect(data[0]?.visible).toBe(true);
  });
});
