/** MathJax, loaded when the first formula is shown; it draws with paths, so it needs no fonts. */

export interface MathJaxApi {
  tex2svg(tex: string, options: { display: boolean }): HTMLElement;
  svgStylesheet(): HTMLElement;
  startup: { promise: Promise<void> };
}

declare global {
  var MathJax: unknown;
}

/** It finds no formulas by itself, and adds no menu and nothing that would come from the network. */
const CONFIGURATION = {
  startup: { typeset: false },
  options: { enableMenu: false },
  tex: { processEscapes: true },
};

let loading: Promise<MathJaxApi> | undefined;

export function loadMathJax(): Promise<MathJaxApi> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined; // the server was away; the next formula tries again
    throw error;
  });
  return loading;
}

async function load(): Promise<MathJaxApi> {
  globalThis.MathJax = CONFIGURATION;
  // @ts-expect-error It has no types and exports nothing: it fills the global with its interface.
  await import("mathjax/es5/tex-svg-full.js");
  const mathjax = globalThis.MathJax as MathJaxApi;
  await mathjax.startup.promise;
  document.head.append(mathjax.svgStylesheet());
  return mathjax;
}
