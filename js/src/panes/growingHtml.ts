/** HTML on the page that mostly grows at its end: what is there stays, with its selection, sound and scroll position. */

export interface Growth {
  /** What is new on the page. */
  added: Node[];
  /** Whether everything else stayed. */
  appended: boolean;
}

export class GrowingHtml {
  private shown = "";
  /** Whether all tags of what is shown are closed again; null until somebody asks. */
  private closed: boolean | null = true;

  constructor(
    private readonly target: HTMLElement,
    private readonly clean: (html: string) => string,
  ) {}

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
    this.target.append(...added);
    return { added, appended: true };
  }

  private replace(html: string): Growth {
    this.target.innerHTML = this.clean(html);
    this.closed = null;
    return { added: [...this.target.childNodes], appended: false };
  }
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
