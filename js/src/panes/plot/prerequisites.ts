/** What a figure needs besides Plotly: MathJax for formulas, outlines of countries for maps. */
import type { Figure } from "../../core/figure";
import { isMembers } from "../../core/plotlyCompat";
import { loadMathJax } from "../mathjax";
import { hasOutlines, loadOutlines, scopesOf } from "./maps";

const FORMULA = /\$.+\$/;
let mathjaxIsHere = false;

/** Loads what is missing; null when nothing is. */
export function missing({ data, layout }: Figure): Promise<unknown> | null {
  const tasks = scopesOf(data, layout)
    .filter((scope) => !hasOutlines(scope))
    .map(loadOutlines);
  if (!mathjaxIsHere && (hasFormula(layout) || data.some(({ name }) => hasFormula(name)))) {
    tasks.push(loadMathJax().then(() => void (mathjaxIsHere = true)));
  }
  return tasks.length > 0 ? Promise.all(tasks) : null;
}

function hasFormula(value: unknown): boolean {
  if (typeof value === "string") return FORMULA.test(value);
  if (Array.isArray(value)) return value.some(hasFormula);
  return isMembers(value) && Object.values(value).some(hasFormula);
}
