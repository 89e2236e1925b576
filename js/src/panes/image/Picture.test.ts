import { describe, expect, test } from "vitest";

import { aWindow } from "../../state/testing";
import { pictureFile, pictureIn } from "./Picture";

describe("the picture of a window", () => {
  test("holds what the program sent", () => {
    expect(pictureIn({ src: "data:image/png;base64,AA==", caption: "c" })).toEqual({ src: "data:image/png;base64,AA==", caption: "c" });
  });

  test.each([null, "text", {}, { src: 5, caption: null }])("is empty for content %j", (content) => {
    expect(pictureIn(content)).toEqual({ src: "", caption: "" });
  });
});

describe("the file of a picture", () => {
  const fileOf = (src: string) => pictureFile(aWindow("w", { title: "loss" }), src)[0];
  const textOf = async (src: string) => (await fileOf(src)!.make()).text();

  test("has the ending of its type", () => {
    expect(fileOf("data:image/jpeg;base64,AA==")).toMatchObject({ label: "JPG", filename: "loss.jpg" });
    expect(fileOf("data:image/png;base64,AA==")).toMatchObject({ label: "PNG", filename: "loss.png" });
    expect(fileOf("data:image/svg+xml,<svg/>")).toMatchObject({ label: "SVG", filename: "loss.svg" });
  });

  test("is the picture byte for byte", async () => {
    expect(await textOf(`data:image/png;base64,${btoa("bytes")}`)).toBe("bytes");
    expect(await textOf("data:image/svg+xml;utf8,%3Csvg/%3E")).toBe("<svg/>");
  });

  test("does not exist for an external address", () => expect(fileOf("http://host/a.png")).toBeUndefined());
});
