/** The values that the server writes into the page: environments, start selection, transport, base URL. */
import type { Boot } from "../ui/page";

declare global {
  var ENV_LIST: string[] | undefined;
  var ACTIVE_ENV: string | undefined;
  var USE_POLLING: boolean | undefined;
  /** True when the server was started with the flag that shows the HTML of text windows unchanged. */
  var TRUST_HTML: boolean | undefined;
  /** True when the server lets only those in who have a login or a token. */
  var CAN_LOG_OUT: boolean | undefined;
}

/** The path below which the server is for this page: "" or "/prefix". The page has it relative to its first address. */
export function readBaseUrl(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="visdom-root"]');
  return new URL(meta?.content ?? "/", location.href).pathname.replace(/\/+$/, "");
}

export function readBoot(): Boot {
  return {
    environments: globalThis.ENV_LIST ?? [],
    activeEnvironment: globalThis.ACTIVE_ENV ?? "",
    usePolling: globalThis.USE_POLLING === true,
    trustHtml: globalThis.TRUST_HTML === true,
    baseUrl: readBaseUrl(),
    canLogOut: globalThis.CAN_LOG_OUT === true,
    exported: false,
  };
}
