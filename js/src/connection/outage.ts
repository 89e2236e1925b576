/** Why no connection opens. A page cannot read why its websocket was refused, but it can read the answer to a request. */
import { answerOfProxy } from "../state/answers";

/** The sentence for the user; null for a server that is away, and `""` for a server that answers. */
export async function findOutage(baseUrl: string): Promise<string | null> {
  try {
    const answer = await fetch(`${baseUrl}/env_state`, { method: "POST", body: "{}" });
    const proxy = answerOfProxy(answer);
    if (proxy !== null) return proxy;
    if (answer.ok) return "";
    return (await answer.text()) || "The server asks for a login: reload the page.";
  } catch {
    return null;
  }
}
