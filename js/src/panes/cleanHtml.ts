/** HTML without scripts and event attributes; styles, tables, SVG, MathML, audio and video stay. */
import createPurifier from "dompurify";

const purifier = createPurifier(window);

purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.hasAttribute("target")) node.setAttribute("rel", "noopener noreferrer");
  if (node.localName === "use") keepOwnParts(node);
});

/** `use` repeats a part of the same drawing, as matplotlib does with letters; a part of another file may hold scripts. */
function keepOwnParts(use: Element) {
  for (const name of ["href", "xlink:href"]) {
    if (!use.getAttribute(name)?.startsWith("#")) use.removeAttribute(name);
  }
}

/** `FORCE_BODY` keeps style sheets that come before everything else. */
const WANTED = { ADD_ATTR: ["target"], ADD_TAGS: ["use"], FORCE_BODY: true };

export function cleanHtml(html: string): string {
  return purifier.sanitize(html, WANTED);
}
