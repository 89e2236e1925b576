/** The title filter: a regular expression (an invalid one matches all), or words in any case. */

export type FilterKind = "expression" | "words";
type TitleTest = (title: string) => boolean;

/** The function that decides whether a title matches a filter. */
export function titleTest(filter: string, kind: FilterKind): TitleTest {
  if (kind === "words") return wordsTest(filter);
  const expression = compiled(filter);
  return expression instanceof RegExp ? (title) => expression.test(title) : () => true;
}

/** The error of an invalid regular expression; null for a valid one. */
export function filterFault(filter: string, kind: FilterKind): string | null {
  const expression = kind === "expression" ? compiled(filter) : null;
  return expression instanceof Error ? expression.message : null;
}

/** Every word must occur somewhere in the title. */
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
