/** Starts the page: at a server, or from an environment that was saved as a file with this page in it. */
import "../ui/themes.css";
import "../ui/base.css";
import { createRoot } from "react-dom/client";

import { allActions } from "../actions";
import { pollingTransport } from "../connection/polling";
import { Session } from "../connection/session";
import { websocketTransport } from "../connection/websocket";
import { preloadKinds } from "../panes/kinds";
import type { Exported } from "../protocol.gen";
import { receive, told } from "../state/reducer";
import { initialState } from "../state/state";
import { rememberedFilter, rememberedSelection } from "../state/storage";
import { createStore } from "../state/store";
import { pollingPath, socketUrl } from "../state/url";
import { PageContext } from "../ui/page";
import { startTheme } from "../ui/theme";
import { App, ExportedApp } from "./App";
import { followAddress, startOfAddress, startSelection } from "./address";
import { readBoot } from "./boot";

export function visit(): void {
  startTheme();
  const boot = readBoot();
  const start = startOfAddress();
  const selection = startSelection(boot.activeEnvironment, rememberedSelection());
  const store = createStore(initialState(boot.environments, selection, { ...rememberedFilter(), ...start }));
  const open = boot.usePolling
    ? pollingTransport(pollingPath(boot.baseUrl))
    : websocketTransport(socketUrl(location.href, boot.baseUrl));
  const session = new Session(store, boot.baseUrl, open);
  const actions = allActions(session, { toggleLink: () => session.toggleLink() });
  preloadKinds(store);
  session.start();
  window.addEventListener("online", () => session.retry());
  followAddress(store, actions, boot.baseUrl);

  createRoot(document.getElementById("app")!).render(
    <PageContext value={{ store, actions, boot }}>
      <App />
    </PageContext>,
  );
}

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

const exported = readExported();
if (exported === null) visit();
else showExported(exported);
