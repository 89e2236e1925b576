/** Finds TeX formulas in running text: `$..$`, `\(..\)`, and the display forms `$$..$$` and `\[..\]`. Pure. */

export interface Formula {
  readonly tex: string;
  readonly display: boolean;
}

/** A text cut into what stays and the formulas between. */
export type Piece = string | Formula;

const DISPLAY = /\$\$(?<dollars>[^$]+)\$\$|\\\[(?<brackets>.+?)\\\]/;
/**
 * A single dollar is also money and a variable of a shell: as in other tools, the formula touches both of its dollars,
 * stays on one line, and no digit or letter follows.
 */
const INLINE = /\\\((?<parens>.+?)\\\)|(?<![\\$\w])\$(?<dollar>(?![\s$])(?:[^$\\\n]|\\.)*(?<!\s))\$(?![\w$])/;
const FORMULA = new RegExp(`${DISPLAY.source}|${INLINE.source}`, "gs");

/** Whether it is worth looking closer. */
export function mayHoldFormulas(text: string): boolean {
  return text.includes("$") || text.includes("\\(") || text.includes("\\[");
}

export function splitFormulas(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    const { dollars, brackets, parens, dollar } = match.groups ?? {};
    if (match.index > end) pieces.push(text.slice(end, match.index));
    const tex = dollars ?? brackets ?? parens ?? dollar ?? "";
    pieces.push({ tex, display: dollars !== undefined || brackets !== undefined });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
