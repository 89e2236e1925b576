/** The title filter: a regular expression, where an unfinished one counts as none. */

export type TitleTest = (title: string) => boolean;

export function titleTest(filter: string): TitleTest {
  try {
    const expression = new RegExp(filter);
    return (title) => expression.test(title);
  } catch {
    return () => true;
  }
}
