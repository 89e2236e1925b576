/** Answers to requests: of the server, or of a proxy in front of it. */

import { FEATURES_HEADER } from "../protocol.gen";

/** What is known about answers of proxies, by status. */
const HINTS: Readonly<Record<number, string>> = {
  413: " It limits the size of requests (nginx: client_max_body_size).",
};

/** A sentence about an answer that a proxy gave instead of the server; null if the server answered. */
export function answerOfProxy({ headers, status, statusText }: Response): string | null {
  if (headers.has(FEATURES_HEADER)) return null;
  const answer = `${status} ${statusText}`.trim();
  return `A proxy answered instead of the server: ${answer}.${HINTS[status] ?? ""}`;
}
