/** What every action works with: the state of the page and the line to the server. */
import type { FromBrowser } from "../protocol.gen";
import { notify } from "../state/notices";
import type { PageState } from "../state/state";
import type { Store } from "../state/store";

export interface Desk {
  readonly store: Store<PageState>;
  readonly baseUrl: string;
  send(command: FromBrowser): void;
  /** Has the server send the selected environment, all windows of it. */
  ask(): void;
}

export function tell(desk: Desk, text: string, undo: string | null = null): void {
  desk.store.change((state) => notify(state, text, undo));
}
