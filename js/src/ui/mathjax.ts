/** MathJax, loaded at the first formula. What it draws is cleaned, and macros end with the text that defines them. */
import { cleanFormula } from "./markup";

/** Draws one formula. The macros that it defines hold for the next ones. */
export type Typesetter = (tex: string, options: { display: boolean }) => HTMLElement;

interface InputJax {
  compile(math: unknown, document: MathDocument): unknown;
  setAdaptor(adaptor: unknown): void;
  setMmlFactory(factory: unknown): void;
}

interface MathDocument {
  readonly adaptor: unknown;
  readonly mmlFactory: unknown;
  convert(tex: string, options: { display: boolean }): HTMLElement;
}

interface OutputJax {
  postFilters: { add(filter: (drawn: { data: HTMLElement }) => void): void };
}

interface MathJaxApi {
  _: {
    mathjax: { mathjax: { document(document: Document, options: object): MathDocument } };
    output: { svg_ts: { SVG: new (options?: object) => OutputJax } };
  };
  config: { svg: object };
  svgStylesheet(): HTMLElement;
  startup: { promise: Promise<void>; input: InputJax[]; getInputJax(): InputJax[] };
}

declare global {
  var MathJax: unknown;
}

/** Commands that lead out of a formula, and those that load more; all packages that draw are there from the start. */
const REMOVED = ["html", "require", "autoload", "setoptions"];
/** What their commands show instead: the text of the link, or nothing. */
const MACROS = { href: ["#2", 2], class: ["#2", 2], cssId: ["#2", 2], style: ["#2", 2], require: ["", 1] };

/** MathJax scans nothing by itself, adds no menu and loads nothing from the network. */
const CONFIGURATION = {
  startup: { typeset: false },
  options: { enableMenu: false },
  tex: { processEscapes: true, packages: { "[-]": REMOVED }, macros: MACROS },
};

let loading: Promise<MathJaxApi> | undefined;

/** Loads MathJax, for Plotly too, which finds it by its global name. It draws with paths and needs no fonts. */
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
  cleanAllDrawings(mathjax);
  forgetMacros(mathjax);
  return mathjax;
}

/** Every drawing is made by an object of this class, also those of Plotly. */
function cleanAllDrawings({ _: { output } }: MathJaxApi): void {
  output.svg_ts.SVG = class extends output.svg_ts.SVG {
    constructor(options?: object) {
      super(options);
      this.postFilters.add(({ data }) => cleanFormula(data));
    }
  };
}

/** Plotly reads all formulas of the page with this input: here each formula has macros of its own. */
function forgetMacros({ startup }: MathJaxApi): void {
  const [shared] = startup.input;
  if (shared === undefined) return;
  shared.compile = (math, document) => {
    const fresh = startup.getInputJax()[0]!;
    fresh.setAdaptor(document.adaptor);
    fresh.setMmlFactory(document.mmlFactory);
    return fresh.compile(math, document);
  };
}

/** Typesets the formulas of one text: none of its macros reaches another text. */
export async function newTypesetter(): Promise<Typesetter> {
  const { _: mathjax, config, startup } = await loadMathJax();
  const output = new mathjax.output.svg_ts.SVG(config.svg);
  const texts = mathjax.mathjax.mathjax.document(document, { InputJax: startup.getInputJax(), OutputJax: output });
  return (tex, options) => {
    const drawn = texts.convert(tex, options);
    cleanFormula(drawn); // again, because the text for screen readers joins the drawing at the end
    return drawn;
  };
}

let sheet: CSSStyleSheet | undefined;

/** The style sheet of drawn formulas, which exists once MathJax is loaded. */
export function formulaSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync((globalThis.MathJax as MathJaxApi).svgStylesheet().textContent ?? "");
  }
  return sheet;
}
