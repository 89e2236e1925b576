/** Environments as the chooser lists them. */

export interface EnvironmentGroup {
  /** The part of the names before the first `_`. */
  prefix: string;
  names: string[];
}

/** Which environments to show first: those of the address, else those of the last visit, else `main`. */
export function startSelection(active: string, remembered: unknown): string[] {
  if (active !== "") return active.split("+").filter((name) => name !== "");
  const names = Array.isArray(remembered) ? remembered.filter((name) => typeof name === "string") : [];
  return names.length > 0 ? names : ["main"];
}

/** Those whose name contains `search` (any case), sorted and grouped by what comes before the first `_`. */
export function groupEnvironments(names: readonly string[], search: string): EnvironmentGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    if (!name.toLowerCase().includes(wanted)) continue;
    const prefix = name.split("_", 1)[0] ?? "";
    groups.set(prefix, [...(groups.get(prefix) ?? []), name]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, members]) => ({ prefix, names: members }));
}
