/** HTML on the page that mostly grows at its end: what is there stays, with its selection, sound and scroll position. */

export interface Growth {
  /** What is new on the page. */
  added: Node[];
  /** Whether everything else stayed. */
  appended: boolean;
}

/** The browser lays out all lines that stand in one block together; after so many nodes a new one begins. */
const NODES_IN_BLOCK = 400;

export class GrowingHtml {
  /** Where additions go: the target, or the last block in it. */
  private tail: HTMLElement;
  private shown = "";
  /** Whether all tags of what is shown are closed again; null until somebody asks. */
  private closed: boolean | null = true;

  constructor(
    private readonly target: HTMLElement,
    private readonly clean: (html: string) => string,
  ) {
    this.tail = target;
  }

  /** Shows this instead; if it begins with what is shown, only the rest is added. */
  show(html: string): Growth {
    const growth = this.append(html) ?? this.replace(html);
    this.shown = html;
    return growth;
  }

  /** Parts can be read one by one only where nothing reaches from one into the next. */
  private append(html: string): Growth | null {
    if (this.shown === "" || html.length <= this.shown.length || !html.startsWith(this.shown)) return null;
    const addition = html.slice(this.shown.length);
    this.closed ??= isClosed(this.shown);
    if (!addition.startsWith("<") || !this.closed || !isClosed(addition)) return null;
    const part = document.createElement("div");
    part.innerHTML = this.clean(addition);
    const added = [...part.childNodes];
    if (this.tail.childNodes.length >= NODES_IN_BLOCK && added[0] instanceof HTMLBRElement) {
      this.beginBlock(added.shift()!);
    }
    this.tail.append(...added);
    return { added, appended: true };
  }

  /** A block begins a line by itself: the break before it shows only where there is no line to end. */
  private beginBlock(lineBreak: ChildNode): void {
    if (!endsInLine(this.tail.lastChild)) this.tail.append(lineBreak);
    this.tail = this.target.appendChild(document.createElement("div"));
  }

  private replace(html: string): Growth {
    this.target.innerHTML = this.clean(html);
    this.tail = this.target;
    this.closed = null;
    return { added: [...this.target.childNodes], appended: false };
  }
}

function endsInLine(node: ChildNode | null): boolean {
  if (node instanceof Text) return node.data.trim() !== "";
  return node instanceof Element && !node.matches("br") && getComputedStyle(node).display.startsWith("inline");
}

/** A document of its own, in which nothing loads or runs. */
const inert = document.implementation.createHTMLDocument("");

/** Whether an element put behind this HTML would stand beside it, not inside of something that is still open. */
function isClosed(html: string): boolean {
  const body = inert.createElement("div");
  body.innerHTML = `${html}<wbr data-end>`;
  const last = body.lastChild;
  return last instanceof Element && last.matches("wbr[data-end]");
}
