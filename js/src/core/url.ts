/** Addresses on the server, below its base url. */

/** `POST` here, with the session id, to be sent one environment or the comparison of several. */
export function environmentPath(baseUrl: string, names: readonly string[]): string {
  const route = names.length > 1 ? "compare" : "env";
  return `${baseUrl}/${route}/${names.map(encodeURIComponent).join("+")}`;
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
