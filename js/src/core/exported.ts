/** What a server would tell a page that looks at an exported environment and may change nothing. */
import type { Exported, ToBrowser, Window } from "../protocol.gen";

export function told({ eid, environment }: Exported): ToBrowser[] {
  return [
    { command: "register", data: "exported", readonly: true },
    { command: "env_update", data: [eid] },
    { command: "reload", data: environment.reload ?? {} },
    ...inOrder(environment.jsons ?? {}),
    { command: "layout" },
  ];
}

/** Files of others may hold windows that do not say what they are called. */
function inOrder(windows: Readonly<Record<string, Window>>): Window[] {
  return Object.entries(windows)
    .map(([id, window]) => ({ ...window, command: "window" as const, id }))
    .sort((a, b) => (a.i ?? Infinity) - (b.i ?? Infinity) || 0);
}
