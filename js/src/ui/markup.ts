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

const MATHML = "http://www.w3.org/1998/Math/MathML";
const LINKS = ["href", "xlink:href"];

let forHtml: Purifier | undefined;

/** HTML without scripts and event attributes; styles, tables, SVG, MathML, audio and video stay. */
export function cleanHtml(html: string): string {
  forHtml ??= purifier(leaveByTab);
  return forHtml.sanitize(html, WANTED);
}

const ATTRIBUTION = {
  ALLOWED_TAGS: ["a", "b", "br", "em", "i", "img", "small", "span", "strong"],
  ALLOWED_ATTR: ["href", "target", "title", "src", "alt"],
};

/** The HTML that names the sources of a map. It stands in the page itself, so it has no styles and no names. */
export function cleanAttribution(html: string): string {
  forHtml ??= purifier(leaveByTab);
  return forHtml.sanitize(html, ATTRIBUTION);
}

/** Elements of MathML are links in some browsers, and those cannot open a tab. */
function leaveByTab(node: Element): void {
  if (node.namespaceURI === MATHML) for (const name of LINKS) node.removeAttribute(name);
  if (isLink(node)) openInTab(node);
  if (node.hasAttribute("target")) node.setAttribute("rel", "noopener noreferrer");
}

/** Makes this link open in a new tab that cannot reach the page. */
export function openInTab(link: Element): void {
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
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
    if (node.localName !== "use") for (const name of LINKS) node.removeAttribute(name);
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
  for (const name of LINKS) {
    if (!use.getAttribute(name)?.startsWith("#")) use.removeAttribute(name);
  }
}
