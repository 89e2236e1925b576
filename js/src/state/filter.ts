/** The title filter: a regular expression, where a faulty one counts as none, or words in any case. */

export type FilterKind = "expression" | "words";
export type TitleTest = (title: string) => boolean;

export function titleTest(filter: string, kind: FilterKind): TitleTest {
  if (kind === "words") return wordsTest(filter);
  const expression = compiled(filter);
  return expression instanceof RegExp ? (title) => expression.test(title) : () => true;
}

/** What is wrong with a regular expression; null for a good one. */
export function filterFault(filter: string, kind: FilterKind): string | null {
  const expression = kind === "expression" ? compiled(filter) : null;
  return expression instanceof Error ? expression.message : null;
}

/** Every word has to be in the title, whatever its place. */
function wordsTest(filter: string): TitleTest {
  const words = filter.toLowerCase().split(/\s+/);
  return (title) => words.every((word) => title.toLowerCase().includes(word));
}

function compiled(filter: string): RegExp | Error {
  try {
    return new RegExp(filter);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
