import { describe, expect, test } from "vitest";

import { contentAt, paneAt, pixelAt, shift, WHOLE, zoomAbout } from "./panZoom";

describe("zooming", () => {
  test("leaves the point under the pointer in its position", () => {
    const point = { x: 30, y: 70 };
    const before = shift(WHOLE, 12, -5);
    const after = zoomAbout(before, point, 2.5);
    expect(after.scale).toBe(2.5);
    expect(contentAt(after, point)).toEqual(contentAt(before, point));
  });

  test("in and out again ends where it began", () => {
    const point = { x: 30, y: 70 };
    const back = zoomAbout(zoomAbout(WHOLE, point, 4), point, 1 / 4);
    expect(back).toEqual(WHOLE);
  });

  test("stays within what numbers can tell apart", () => {
    expect(zoomAbout(WHOLE, WHOLE, 1e9).scale).toBe(1000);
    expect(zoomAbout(WHOLE, WHOLE, 0).scale).toBe(0.01);
  });
});

test("points go from content to pane and back", () => {
  const view = { scale: 3, x: -20, y: 8 };
  expect(contentAt(view, paneAt(view, { x: 5, y: 6 }))).toEqual({ x: 5, y: 6 });
});

describe("the pixel under a point", () => {
  const picture = { width: 100, height: 50 };

  test("of a picture in its own size", () => {
    expect(pixelAt(WHOLE, { x: 10.7, y: 20.2 }, picture, picture)).toEqual({ x: 10, y: 20 });
  });

  test("of a picture centred in a larger box", () => {
    expect(pixelAt(WHOLE, { x: 100, y: 150 }, picture, { width: 200, height: 300 })).toEqual({ x: 50, y: 25 });
    expect(pixelAt(WHOLE, { x: 100, y: 99 }, picture, { width: 200, height: 300 })).toBeNull();
  });

  test("of a picture zoomed about that point", () => {
    const point = { x: 40, y: 30 };
    expect(pixelAt(zoomAbout(WHOLE, point, 7), point, picture, picture)).toEqual({ x: 40, y: 30 });
  });

  test("does not exist before the picture was loaded", () => {
    expect(pixelAt(WHOLE, { x: 1, y: 1 }, { width: 0, height: 0 }, picture)).toBeNull();
  });
});
