/** Sanitizing of HTML, and the loading of MathJax. */
import createPurifier from "dompurify";

let purifier: ReturnType<typeof createPurifier> | undefined;

function makePurifier() {
  const made = createPurifier(window);
  made.addHook("afterSanitizeAttributes", (node) => {
    if (node.hasAttribute("target")) node.setAttribute("rel", "noopener noreferrer");
    if (node.localName === "use") removeForeignParts(node);
  });
  return made;
}

/** matplotlib draws letters with `use` of parts of the same drawing; a part of another file may contain scripts. */
function removeForeignParts(use: Element) {
  for (const name of ["href", "xlink:href"]) {
    if (!use.getAttribute(name)?.startsWith("#")) use.removeAttribute(name);
  }
}

/** `FORCE_BODY` keeps leading style sheets. */
const WANTED = { ADD_ATTR: ["target"], ADD_TAGS: ["use"], FORCE_BODY: true };

/** HTML without scripts and event attributes; styles, tables, SVG, MathML, audio and video stay. */
export function cleanHtml(html: string): string {
  purifier ??= makePurifier();
  return purifier.sanitize(html, WANTED);
}

export interface MathJaxApi {
  tex2svg(tex: string, options: { display: boolean }): HTMLElement;
  svgStylesheet(): HTMLElement;
  startup: { promise: Promise<void> };
}

declare global {
  var MathJax: unknown;
}

/** MathJax scans nothing by itself, adds no menu and loads nothing from the network. */
const CONFIGURATION = {
  startup: { typeset: false },
  options: { enableMenu: false },
  tex: { processEscapes: true },
};

let loading: Promise<MathJaxApi> | undefined;

/** Loads MathJax at the first formula. It draws with paths and needs no fonts. */
export function loadMathJax(): Promise<MathJaxApi> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined; // the request failed; the next formula tries again
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
