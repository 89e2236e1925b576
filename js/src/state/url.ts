/** Addresses on the server, below its base URL. */

/** The address for `POST` with the session id, which requests an environment or a comparison. */
export function environmentPath(baseUrl: string, names: readonly string[]): string {
  const route = names.length > 1 ? "compare" : "env";
  return `${baseUrl}/${route}/${names.map(encodeURIComponent).join("+")}`;
}

/** The address of an environment as one file. */
export function exportPath(baseUrl: string, name: string, ending: "json" | "html"): string {
  return `${baseUrl}/export/${encodeURIComponent(name)}.${ending}`;
}

/** What the address of a page names. */
interface AddressParts {
  readonly environments: readonly string[];
  readonly view: string | null;
  /** The full-screen window. */
  readonly win: string | null;
}

/** The address of a page: `/env/NAME?win=WINDOW#VIEW`. */
export function pageAddress(baseUrl: string, { environments, view, win }: AddressParts): string {
  const path = environments.length === 0 ? `${baseUrl}/` : environmentPath(baseUrl, environments);
  const query = win === null ? "" : `?${new URLSearchParams({ win })}`;
  return `${path}${query}${view === null ? "" : `#${encodeURIComponent(view)}`}`;
}

/** The window and the view that an address names. */
export function partsOf(address: string): Pick<AddressParts, "view" | "win"> {
  const { hash, searchParams } = new URL(address);
  return { view: hash.length > 1 ? decoded(hash.slice(1)) : null, win: searchParams.get("win") || null };
}

/** The environments that an address names; none for other addresses. */
export function environmentsOf(address: string, baseUrl: string): string[] {
  const path = new URL(address).pathname.slice(baseUrl.length);
  const [, route, names] = /^\/(env|compare)\/(.*)$/.exec(path) ?? [];
  if (names === undefined) return [];
  return (route === "compare" ? names.split("+") : [names]).map(decoded).filter((name) => name !== "");
}

/** Invalid encodings stay as they are. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the page understands: insertions instead of whole texts, and the name of a new environment instead of all. */
const FEATURES = "ops=str_ins&envs=new";

/** The websocket address of a page. */
export function socketUrl(pageUrl: string, baseUrl: string): string {
  const url = new URL(`${baseUrl}/socket?${FEATURES}`, pageUrl);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The polling address of a page. */
export function pollingPath(baseUrl: string): string {
  return `${baseUrl}/socket_wrap?${FEATURES}`;
}
