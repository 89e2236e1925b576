/** The place for HTML of strangers: a shadow root, out of which no style sheet reaches and no form is sent. */
import base from "./shelter.css?inline";

/**
 * Makes the place below this element, and returns the element in it that takes the HTML. The parent of the host must contain
 * layout and paint (`.shelter`), because a style sheet inside can style the host.
 */
export function shelterIn(host: HTMLElement, ownStyle = ""): HTMLElement {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheetOf(base + ownStyle), userSheet()];
  root.addEventListener("click", scrollToPart);
  root.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["pointerdown", "mousedown", "click", "keydown"]) root.addEventListener(name, refuseList, true);
  const inside = document.createElement("div");
  inside.className = "html";
  return root.appendChild(inside);
}

/** Adds a style sheet to the place that contains this node. */
export function adoptSheet(node: Node, sheet: CSSStyleSheet): void {
  const root = node.getRootNode();
  if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** The element that an event began at, also inside a shadow root. */
export function originOf(event: Event): Element | null {
  const [first] = event.composedPath();
  return first instanceof Element ? first : null;
}

/** A link to a part of the same text: browsers look for the part in the page alone. */
function scrollToPart(event: Event): void {
  const address = originOf(event)?.closest("a")?.getAttribute("href");
  if (address == null || !address.startsWith("#")) return;
  event.preventDefault();
  const root = event.currentTarget as ShadowRoot;
  root.getElementById(decodeURIComponent(address.slice(1)))?.scrollIntoView();
}

/** The list of a select that HTML styles opens above the page, as large as it likes. That of the browser stays small. */
function refuseList(event: Event): void {
  const select = originOf(event)?.closest("select");
  if (select != null && getComputedStyle(select).appearance === "base-select") event.preventDefault();
}

const sheets = new Map<string, CSSStyleSheet>();

function sheetOf(text: string): CSSStyleSheet {
  let sheet = sheets.get(text);
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.set(text, sheet);
  }
  return sheet;
}

/** The user's style sheet, where `.content-text` is the element around the HTML. */
function userSheet(): CSSStyleSheet {
  const element = document.querySelector<HTMLLinkElement | HTMLStyleElement>("#user-style");
  const rules = [...(element?.sheet?.cssRules ?? [])].map(({ cssText }) => insideOf(cssText));
  return sheetOf(rules.join("\n"));
}

/** A rule for something below `.content-text`, as a shadow root must say it. */
export function insideOf(rule: string): string {
  return rule.replace(/(?:[.\w-]+[ >]+)*\.content-text(?=[ >]+[^ >{,])/g, ":host");
}
