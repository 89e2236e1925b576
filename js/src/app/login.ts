/** The login form: sends the name and the hash of the password, then reloads the page or shows the error.
 *
 * Where a server has a token and no names, the form asks for the token, which is sent as a password.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import { answerOfProxy } from "../state/answers";
import { readBaseUrl } from "./boot";
import "../ui/themes.css";
import "../ui/base.css";
import "./login.css";

const form = element<HTMLFormElement>("loginForm");
const username = document.getElementById("inputUsername") as HTMLInputElement | null;
const password = element<HTMLInputElement>("inputPassword");
const button = element<HTMLButtonElement>("submitButton");
const message = element<HTMLParagraphElement>("errorMessage");
const address = `${readBaseUrl()}/`;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit();
});

async function submit(): Promise<void> {
  message.textContent = "";
  button.disabled = true;
  const refusal = await refusalOf(username?.value ?? "", password.value);
  button.disabled = false;
  if (refusal === null) {
    location.reload();
    return;
  }
  message.textContent = refusal;
  password.select();
}

/** Null after a successful login, else the error text. Pages over plain http have no `crypto.subtle`. */
async function refusalOf(name: string, secret: string): Promise<string | null> {
  const hash = bytesToHex(sha256(utf8ToBytes(secret)));
  try {
    const answer = await fetch(address, { method: "POST", body: JSON.stringify({ username: name, password: hash }) });
    const proxy = answerOfProxy(answer);
    if (proxy !== null || answer.ok) return proxy;
    return answer.status === 400 ? "Invalid Login Information" : await answer.text();
  } catch {
    return "The server does not answer. Try again when it runs.";
  }
}

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the login page has no element "${id}"`);
  return found as T;
}
