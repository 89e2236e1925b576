/** Addresses on the server, below its base url. */

/** `POST` here, with the session id, to be sent one environment or the comparison of several. */
export function environmentPath(baseUrl: string, names: readonly string[]): string {
  const route = names.length > 1 ? "compare" : "env";
  return `${baseUrl}/${route}/${names.map(encodeURIComponent).join("+")}`;
}

/** `GET` here for an environment as one file. */
export function exportPath(baseUrl: string, name: string, ending: "json" | "html"): string {
  return `${baseUrl}/export/${encodeURIComponent(name)}.${ending}`;
}

/** What a page looks at, as its address says it. */
export interface Sight {
  readonly environments: readonly string[];
  readonly view: string | null;
  /** The window that covers the page. */
  readonly win: string | null;
}

/** The address that opens the page with this sight: `/env/NAME?win=WINDOW#VIEW`. */
export function pageAddress(baseUrl: string, { environments, view, win }: Sight): string {
  const path = environments.length === 0 ? `${baseUrl}/` : environmentPath(baseUrl, environments);
  const query = win === null ? "" : `?${new URLSearchParams({ win })}`;
  return `${path}${query}${view === null ? "" : `#${encodeURIComponent(view)}`}`;
}

/** The window and the view that an address names; its environments are known to the server. */
export function sightOf(address: string): Pick<Sight, "view" | "win"> {
  const { hash, searchParams } = new URL(address);
  return { view: hash.length > 1 ? decoded(hash.slice(1)) : null, win: searchParams.get("win") || null };
}

/** The environments that an address names, if it is one of a page below the base url. */
export function environmentsOf(address: string, baseUrl: string): string[] {
  const path = new URL(address).pathname.slice(baseUrl.length);
  const [, route, names] = /^\/(env|compare)\/(.*)$/.exec(path) ?? [];
  if (names === undefined) return [];
  return (route === "compare" ? names.split("+") : [names]).map(decoded).filter((name) => name !== "");
}

/** What is not properly encoded is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The websocket beside a page. The server may then send texts as insertions instead of whole. */
export function socketUrl(pageUrl: string, baseUrl: string): string {
  const url = new URL(`${baseUrl}/socket?ops=str_ins`, pageUrl);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The polling twin of the websocket. */
export function pollingPath(baseUrl: string): string {
  return `${baseUrl}/socket_wrap?ops=str_ins`;
}
