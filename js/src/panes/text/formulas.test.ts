import { expect, test } from "vitest";

import { mayHoldFormulas, splitFormulas } from "./formulas";

const inline = (tex: string) => ({ tex, display: false });
const display = (tex: string) => ({ tex, display: true });

test.each([
  ["loss $L = \\frac{1}{n}$ of", ["loss ", inline("L = \\frac{1}{n}"), " of"]],
  ["\\(x^2\\) and \\(y\\)", [inline("x^2"), " and ", inline("y")]],
  ["$$\\sum_i x_i$$", [display("\\sum_i x_i")]],
  ["\\[a\nb\\] end", [display("a\nb"), " end"]],
  ["$a$, $b$", [inline("a"), ", ", inline("b")]],
  ["$5\\$ each$", [inline("5\\$ each")]],
])("finds the formulas in %j", (text, pieces) => {
  expect(splitFormulas(text)).toEqual(pieces);
});

test.each([
  "it costs $5 and sells for $6",
  "between $5/$6",
  "echo $HOME:$PATH",
  "US$ 5 or A$ 6",
  "a \\$5 b \\$6",
  "$ a $",
  "$",
  "$$",
  "$a\nb$",
  "f(x) [y]",
])("leaves %j alone", (text) => {
  expect(splitFormulas(text)).toEqual([text]);
});

test("detects quickly that there is none", () => {
  expect(mayHoldFormulas("a long text (without) any")).toBe(false);
  expect(mayHoldFormulas("a \\(b\\)")).toBe(true);
});
