/** What every action works with: the state of the page and the line to the server. */
import { notify } from "../core/notices";
import { isComparison, type PageState } from "../core/state";
import type { Store } from "../core/store";
import type { FromBrowser } from "../protocol.gen";

export interface Desk {
  readonly store: Store<PageState>;
  readonly baseUrl: string;
  send(command: FromBrowser): void;
  /** Has the server send the selected environment, all windows of it. */
  ask(): void;
}

/** The one environment that changes go to; a comparison and a read-only page are only looked at. */
export function writable(state: PageState): string | undefined {
  return isWritable(state) && !isComparison(state) ? state.selected[0] : undefined;
}

/** Whether the server takes any change from this page now. */
export function isWritable(state: PageState): boolean {
  return state.session !== null && !state.readonly;
}

export function tell(desk: Desk, text: string, undo: string | null = null): void {
  desk.store.change((state) => notify(state, text, undo));
}
