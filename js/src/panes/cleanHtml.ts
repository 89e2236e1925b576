/** HTML without scripts and event attributes; styles, tables, SVG, MathML, audio and video stay. */
import createPurifier from "dompurify";

const purifier = createPurifier(window);

purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.hasAttribute("target")) node.setAttribute("rel", "noopener noreferrer");
});

export function cleanHtml(html: string): string {
  return purifier.sanitize(html, { ADD_ATTR: ["target"] });
}
