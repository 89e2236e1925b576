/** Finds TeX formulas in running text (`$..$`, `\(..\)`, `$$..$$`, `\[..\]`) and draws them. */
import { formulaSheet, type Typesetter } from "../../ui/mathjax";
import { adoptSheet } from "../../ui/shelter";

interface Formula {
  readonly tex: string;
  readonly display: boolean;
}

/** A piece of a text: plain text or a formula. */
type Piece = string | Formula;

const DISPLAY = /\$\$(?<dollars>[^$]+)\$\$|\\\[(?<brackets>.+?)\\\]/;
/**
 * A single dollar is also money and a variable of a shell: as in other tools, the formula touches both of its dollars,
 * stays on one line, and no digit or letter follows.
 */
const INLINE = /\\\((?<parens>.+?)\\\)|(?<![\\$\w])\$(?<dollar>(?![\s$])(?:[^$\\\n]|\\.)*(?<!\s))\$(?![\w$])/;
const FORMULA = new RegExp(`${DISPLAY.source}|${INLINE.source}`, "gs");

/** A cheap test whether a text can contain formulas. */
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

/** Elements whose text has no formulas. */
const LITERAL = "pre, code, kbd, samp, textarea, script, style, svg, math, option, mjx-container";

/** Typesets the formulas in these nodes; a formula that MathJax rejects stays as text. */
export async function typeset(nodes: readonly Node[], load: () => Promise<Typesetter>): Promise<void> {
  const found = nodes.flatMap(textsWithFormulas);
  if (found.length === 0) return;
  const draw = await load();
  for (const { text, pieces } of found) {
    if (!text.isConnected) continue;
    adoptSheet(text, formulaSheet());
    text.replaceWith(...pieces.map((piece) => drawn(piece, draw)));
  }
}

interface Found {
  text: Text;
  pieces: Piece[];
}

function textsWithFormulas(root: Node): Found[] {
  if (!mayHoldFormulas(root.textContent ?? "")) return [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Found[] = [];
  for (let node: Node | null = root instanceof Text ? root : walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (!mayHoldFormulas(text.data) || text.parentElement?.closest(LITERAL) != null) continue;
    const pieces = splitFormulas(text.data);
    if (pieces.some((piece) => typeof piece !== "string")) found.push({ text, pieces });
  }
  return found;
}

function drawn(piece: Piece, draw: Typesetter): Node | string {
  if (typeof piece === "string") return piece;
  const { tex, display } = piece;
  const formula = draw(tex, { display });
  if (formula.querySelector('[data-mml-node="merror"]') !== null) return display ? `$$${tex}$$` : `$${tex}$`;
  return formula;
}
