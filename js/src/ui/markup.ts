/** Sanitizing of HTML and of drawn formulas. */
import createPurifier from "dompurify";

type Purifier = ReturnType<typeof createPurifier>;

/**
 * `FORCE_BODY` keeps leading style sheets. What shows an element above the whole page goes, and forms have no address:
 * the browser would send the page itself there.
 */
const WANTED = {
  ADD_ATTR: ["target"],
  ADD_TAGS: ["use"],
  FORBID_TAGS: ["dialog"],
  FORBID_ATTR: [
    ...["popover", "popovertarget", "popovertargetaction", "command", "commandfor"],
    ...["action", "formaction", "method", "formmethod"],
  ],
  FORCE_BODY: true,
};

let forHtml: Purifier | undefined;

/** HTML without scripts and event attributes; styles, tables, SVG, MathML, audio and video stay. */
export function cleanHtml(html: string): string {
  forHtml ??= purifier((node) => {
    if (isLink(node)) node.setAttribute("target", "_blank");
    if (node.hasAttribute("target")) node.setAttribute("rel", "noopener noreferrer");
  });
  return forHtml.sanitize(html, WANTED);
}

function isLink(node: Element): boolean {
  const address = node.getAttribute("href") ?? node.getAttribute("xlink:href");
  return node.matches("a, area") && address !== null && !address.startsWith("#");
}

/** MathJax wraps its drawings in elements with names of its own. */
const FORMULA = {
  ADD_TAGS: ["use", "mjx-container", "mjx-assistive-mml"],
  ADD_ATTR: ["jax", "justify", "unselectable"],
  IN_PLACE: true,
};

let forFormulas: Purifier | undefined;

/** Removes from a drawn formula what TeX can put there: links, and the names by which the page finds its own elements. */
export function cleanFormula(drawn: HTMLElement): void {
  forFormulas ??= purifier((node) => {
    if (node.localName !== "use") for (const name of ["href", "xlink:href"]) node.removeAttribute(name);
    if (node.localName !== "mjx-container") node.removeAttribute("class");
    if (!node.id.startsWith("MJX-")) node.removeAttribute("id");
  });
  forFormulas.sanitize(drawn, FORMULA);
}

function purifier(finish: (node: Element) => void): Purifier {
  const made = createPurifier(window);
  made.addHook("afterSanitizeAttributes", (node) => {
    finish(node);
    if (node.localName === "use") removeForeignParts(node);
  });
  return made;
}

/** matplotlib draws letters with `use` of parts of the same drawing; a part of another file may contain scripts. */
function removeForeignParts(use: Element): void {
  for (const name of ["href", "xlink:href"]) {
    if (!use.getAttribute(name)?.startsWith("#")) use.removeAttribute(name);
  }
}
