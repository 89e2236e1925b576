/** An environment that was saved as one file: its windows are in the document, and there is no server to ask. */
import { createRoot } from "react-dom/client";

import { allActions } from "./actions";
import { told } from "./core/exported";
import { receive } from "./core/receive";
import { initialState } from "./core/state";
import { createStore } from "./core/store";
import { ExportedApp } from "./ExportedApp";
import { PageContext } from "./page";
import type { Exported } from "./protocol.gen";
import { startTheme } from "./theme";

/** What the server wrote into the document; nothing when this is the page of a server. */
export function readExported(): Exported | null {
  const text = document.getElementById("visdom-export")?.textContent;
  return text === null || text === undefined ? null : (JSON.parse(text) as Exported);
}

export function showExported(exported: Exported): void {
  const { eid, trustHtml } = exported;
  document.title = `${eid} - visdom`;
  startTheme();
  const store = createStore(initialState([eid], [eid]));
  store.change((state) => receive(state, told(exported), () => undefined));
  const nobody = { store, baseUrl: "", send: () => {}, ask: () => {} };
  const actions = allActions(nobody, { toggleLink: () => {} });
  const boot = { environments: [eid], activeEnvironment: eid, usePolling: false, trustHtml, baseUrl: "", exported: true };
  createRoot(document.getElementById("app")!).render(
    <PageContext value={{ store, actions, boot }}>
      <ExportedApp exported={exported} />
    </PageContext>,
  );
}
