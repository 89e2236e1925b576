/** Short messages to the person, which go away by themselves. */
import type { PageState } from "./state";

const MOST = 4;

/** Tells something. The same again, and a newer offer to undo, take the place of the one before. */
export function notify(state: PageState, text: string, undo: string | null = null): PageState {
  const id = (state.notices.at(-1)?.id ?? 0) + 1;
  const others = state.notices.filter((notice) => notice.text !== text && (undo === null || notice.undo === null));
  return { ...state, notices: [...others, { id, text, undo }].slice(-MOST) };
}

export function dismiss(state: PageState, id: number): PageState {
  return { ...state, notices: state.notices.filter((notice) => notice.id !== id) };
}
