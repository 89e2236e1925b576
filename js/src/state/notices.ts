/** Notices: short messages to the user that disappear after a while. */
import type { PageState } from "./state";

const MOST = 4;

/** Adds a notice. It replaces a notice with the same text, and a notice with undo replaces the previous one. */
export function notify(state: PageState, text: string, undo: string | null = null): PageState {
  const id = (state.notices.at(-1)?.id ?? 0) + 1;
  const others = state.notices.filter((notice) => notice.text !== text && (undo === null || notice.undo === null));
  return { ...state, notices: [...others, { id, text, undo }].slice(-MOST) };
}

/** Removes a notice. */
export function dismiss(state: PageState, id: number): PageState {
  return { ...state, notices: state.notices.filter((notice) => notice.id !== id) };
}
