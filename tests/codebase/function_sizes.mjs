/** Prints `file:line: lines` for every function of the page that is longer than CAP: node function_sizes.mjs CAP FILE... */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../js/package.json", import.meta.url));
const { parseSync } = await import(require.resolve("vite"));

const [cap, ...files] = process.argv.slice(2);
const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Calls `visit` with every function below a node of the syntax tree. */
function eachFunction(node, visit) {
  if (Array.isArray(node)) {
    for (const child of node) eachFunction(child, visit);
  } else if (node && typeof node === "object") {
    if (FUNCTIONS.has(node.type)) visit(node);
    for (const child of Object.values(node)) eachFunction(child, visit);
  }
}

for (const file of files) {
  const source = readFileSync(file, "utf-8");
  const lineAt = (offset) => source.slice(0, offset).split("\n").length;
  eachFunction(parseSync(file, source).program, ({ start, end }) => {
    const lines = lineAt(end) - lineAt(start) + 1;
    if (lines > Number(cap)) console.log(`${file}:${lineAt(start)}: ${lines} lines`);
  });
}
