import { expect, test } from "vitest";

import { insideOf } from "./shelter";

test.each([
  [".content-text td { color: red; }", ":host td { color: red; }"],
  [".window .content-text > b, i { color: red; }", ":host > b, i { color: red; }"],
  [".content-text { padding: 7px; }", ".content-text { padding: 7px; }"],
  [".content-text, p { padding: 7px; }", ".content-text, p { padding: 7px; }"],
  ["@media print { .content-text a { color: red; } }", "@media print { :host a { color: red; } }"],
  ["table { border: 0px; }", "table { border: 0px; }"],
])("says %j inside of a shadow root", (rule, expected) => {
  expect(insideOf(rule)).toBe(expected);
});
