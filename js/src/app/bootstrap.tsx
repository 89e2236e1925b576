/** Starts the page: connected to a server, or offline from an exported environment. */
import "../ui/themes.css";
import "../ui/base.css";
import { createRoot } from "react-dom/client";

import { allActions } from "../actions";
import { pollingTransport } from "../connection/polling";
import { Session } from "../connection/session";
import { websocketTransport } from "../connection/websocket";
import { preloadKinds } from "../panes/kinds";
import type { Exported } from "../protocol.gen";
import { exportedMessages, receive } from "../state/reducer";
import { initialState } from "../state/state";
import { storedFilter, storedSelection } from "../state/storage";
import { createStore } from "../state/store";
import { pollingPath, socketUrl } from "../state/url";
import { PageContext } from "../ui/page";
import { startTheme } from "../ui/theme";
import { followAddress, startOfAddress, startSelection } from "./address";
import { App, ExportedApp } from "./App";
import { readBoot } from "./boot";

/** Reads what the server wrote into the page, connects, and mounts the application. */
function bootstrap(): void {
  startTheme();
  const boot = readBoot();
  const start = startOfAddress();
  const selection = startSelection(boot.activeEnvironment, storedSelection());
  const store = createStore(initialState(boot.environments, selection, { ...storedFilter(), ...start }));
  const polling = pollingTransport(pollingPath(boot.baseUrl));
  const open = boot.usePolling ? polling : websocketTransport(socketUrl(location.href, boot.baseUrl));
  const session = new Session(store, boot.baseUrl, open, polling);
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

/** The environment inside an exported document; null in a page of a server. */
function readExported(): Exported | null {
  const text = document.getElementById("visdom-export")?.textContent;
  return text === null || text === undefined ? null : (JSON.parse(text) as Exported);
}

/** Mounts the application on an exported environment, without a server. */
function showExported(exported: Exported): void {
  const { eid } = exported;
  document.title = `${eid} - visdom`;
  startTheme();
  const store = createStore(initialState([eid], [eid]));
  store.change((state) => receive(state, exportedMessages(exported), () => undefined));
  const offline = { store, baseUrl: "", send: () => {}, requestEnvironment: () => {} };
  const actions = allActions(offline, { toggleLink: () => {} });
  const none = { usePolling: false, trustHtml: false, canLogOut: false, baseUrl: "" };
  const boot = { ...none, environments: [eid], activeEnvironment: eid, exported: true };
  createRoot(document.getElementById("app")!).render(
    <PageContext value={{ store, actions, boot }}>
      <ExportedApp exported={exported} />
    </PageContext>,
  );
}

const exported = readExported();
if (exported === null) bootstrap();
else showExported(exported);
