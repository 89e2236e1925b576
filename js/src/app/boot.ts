/** The values that the server writes into the page: environments, start selection, transport, base URL. */
import type { Boot } from "../ui/page";

declare global {
  var ENV_LIST: string[] | undefined;
  var ACTIVE_ENV: string | undefined;
  var USE_POLLING: boolean | undefined;
  /** True when the server was started with the flag that shows the HTML of text windows unchanged. */
  var TRUST_HTML: boolean | undefined;
}

/** The base URL that the server wrote into the template: "" or "/prefix". */
export function readBaseUrl(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="visdom-base-url"]');
  return (meta?.content ?? "").replace(/\/+$/, "");
}

export function readBoot(): Boot {
  return {
    environments: globalThis.ENV_LIST ?? [],
    activeEnvironment: globalThis.ACTIVE_ENV ?? "",
    usePolling: globalThis.USE_POLLING === true,
    trustHtml: globalThis.TRUST_HTML === true,
    baseUrl: readBaseUrl(),
    exported: false,
  };
}
