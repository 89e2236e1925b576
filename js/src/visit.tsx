/** A visit at a server: reads what it wrote into the page, connects, and shows the application. */
import { createRoot } from "react-dom/client";

import { followAddress, startOfAddress } from "./address";
import { App } from "./App";
import { readBoot } from "./boot";
import { startSelection } from "./core/environments";
import { initialState } from "./core/state";
import { createStore } from "./core/store";
import { pollingPath, socketUrl } from "./core/url";
import { rememberedFilter, rememberedSelection } from "./memory";
import { PageContext } from "./page";
import { loadPlotlyAhead } from "./panes/plot/loadAhead";
import { Session } from "./session";
import { startTheme } from "./theme";
import { pollingTransport } from "./transport/polling";
import { websocketTransport } from "./transport/websocket";

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
  loadPlotlyAhead(store);
  session.start();
  followAddress(store, session.actions, boot.baseUrl);

  createRoot(document.getElementById("app")!).render(
    <PageContext value={{ store, actions: session.actions, boot }}>
      <App />
    </PageContext>,
  );
}
