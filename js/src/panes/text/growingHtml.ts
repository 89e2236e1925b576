/** HTML that mostly grows at its end: appending leaves existing nodes, selection, playback and scroll position alone. */

export interface Growth {
  /** The new nodes. */
  added: Node[];
  /** Whether all other nodes stayed. */
  appended: boolean;
}

/** Browsers lay out a block as a whole, so a new block begins after this many nodes. */
const NODES_IN_BLOCK = 400;

export class GrowingHtml {
  /** Where additions go: the target, or the last block in it. */
  private tail: HTMLElement;
  private shown = "";
  /** Whether the shown HTML is known to end with all tags closed. */
  private isKnownClosed = true;

  constructor(
    private readonly target: HTMLElement,
    private readonly clean: (html: string) => string,
  ) {
    this.tail = target;
  }

  /** Shows this HTML; appends only the rest if it begins with the shown HTML. */
  show(html: string): Growth {
    const growth = this.append(html) ?? this.replace(html);
    this.shown = html;
    return growth;
  }

  /** HTML can be parsed in parts only where no element spans two parts. */
  private append(html: string): Growth | null {
    const addition = additionTo(this.shown, html, this.isKnownClosed);
    if (addition === null) return null;
    this.isKnownClosed = true;
    const part = document.createElement("div");
    part.innerHTML = this.clean(addition);
    const added = [...part.childNodes];
    if (this.tail.childNodes.length >= NODES_IN_BLOCK && added[0] instanceof HTMLBRElement) {
      this.beginBlock(added.shift()!);
    }
    this.tail.append(...added);
    return { added, appended: true };
  }

  /** A block starts a new line by itself, so the line break before it is added only after an unfinished line. */
  private beginBlock(lineBreak: ChildNode): void {
    if (!endsInLine(this.tail.lastChild)) this.tail.append(lineBreak);
    this.tail = this.target.appendChild(document.createElement("div"));
  }

  private replace(html: string): Growth {
    this.target.innerHTML = this.clean(html);
    this.tail = this.target;
    this.isKnownClosed = false;
    return { added: [...this.target.childNodes], appended: false };
  }
}

/** What this HTML has after what is shown, if it can be parsed alone: no element may span both. */
export function additionTo(shown: string, html: string, isKnownClosed = false): string | null {
  if (shown === "" || html.length <= shown.length || !html.startsWith(shown)) return null;
  const addition = html.slice(shown.length);
  const isSeparate = addition.startsWith("<") && (isKnownClosed || isClosed(shown)) && isClosed(addition);
  return isSeparate ? addition : null;
}

function endsInLine(node: ChildNode | null): boolean {
  if (node instanceof Text) return node.data.trim() !== "";
  return node instanceof Element && !node.matches("br") && getComputedStyle(node).display.startsWith("inline");
}

/** A separate document, in which nothing loads or runs. */
const inert = document.implementation.createHTMLDocument("");

/** Whether an element appended to this HTML would be its sibling, not a child of an open element. */
function isClosed(html: string): boolean {
  const body = inert.createElement("div");
  body.innerHTML = `${html.replace(/\son\w+\s*=/gi, " data-on=")}<wbr data-end>`; // the policy reports event attributes
  const last = body.lastChild;
  return last instanceof Element && last.matches("wbr[data-end]");
}
