import { expect, test } from "vitest";

import { answerOfProxy } from "./answers";

const answer = (status: number, statusText: string, headers = {}) => new Response("", { status, statusText, headers });

test("an answer of the server is none of a proxy, whatever its status", () => {
  expect(answerOfProxy(answer(200, "OK", { "Visdom-Features": "x" }))).toBeNull();
  expect(answerOfProxy(answer(502, "Bad Gateway", { "Visdom-Features": "" }))).toBeNull();
});

test("an answer of a proxy is named by its status", () => {
  expect(answerOfProxy(answer(502, "Bad Gateway"))).toBe("A proxy answered instead of the server: 502 Bad Gateway.");
  expect(answerOfProxy(answer(504, ""))).toBe("A proxy answered instead of the server: 504.");
  expect(answerOfProxy(answer(200, "OK"))).toContain("200 OK");
  expect(answerOfProxy(answer(413, "Request Entity Too Large"))).toContain("client_max_body_size");
});
