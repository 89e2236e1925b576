/** Draws the formulas in the text of a pane. */
import { mayHoldFormulas, type Piece, splitFormulas } from "../core/formulas";
import { loadMathJax, type MathJaxApi } from "./mathjax";

/** Where a dollar is a dollar. */
const LITERAL = "pre, code, kbd, samp, textarea, script, style, svg, math, option, mjx-container";

/** Without MathJax, or where it does not understand a formula, the text stays as it was written. */
export async function typeset(nodes: readonly Node[]): Promise<void> {
  const found = nodes.flatMap(textsWithFormulas);
  if (found.length === 0) return;
  const mathjax = await loadMathJax();
  for (const { text, pieces } of found) {
    if (text.isConnected) text.replaceWith(...pieces.map((piece) => drawn(piece, mathjax)));
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

function drawn(piece: Piece, mathjax: MathJaxApi): Node | string {
  if (typeof piece === "string") return piece;
  const { tex, display } = piece;
  const formula = mathjax.tex2svg(tex, { display });
  if (formula.querySelector('[data-mml-node="merror"]') !== null) return display ? `$$${tex}$$` : `$${tex}$`;
  return formula;
}
