/** What the server wrote into the page before its script: names, the start environment and how to connect. */
import type { Boot } from "../ui/page";

declare global {
  var ENV_LIST: string[] | undefined;
  var ACTIVE_ENV: string | undefined;
  var USE_POLLING: boolean | undefined;
  /** Declared by a server that was told to show the HTML of text windows as it came. */
  var TRUST_HTML: boolean | undefined;
}

/** The base url that the server filled into the template: "" or "/prefix". */
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
