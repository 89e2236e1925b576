/** What every action works with: the state of the page and the connection to the server. */
import type { FromBrowser } from "../protocol.gen";
import { notify } from "../state/notices";
import type { PageState } from "../state/state";
import type { Store } from "../state/store";

export interface ActionContext {
  readonly store: Store<PageState>;
  readonly baseUrl: string;
  send(command: FromBrowser): void;
  /** Requests all windows of the selected environment from the server. */
  requestEnvironment(): void;
}

/** Shows a message, with a button that undoes in an environment if one is given. */
export function showNotice(context: ActionContext, text: string, undo: string | null = null): void {
  context.store.change((state) => notify(state, text, undo));
}
