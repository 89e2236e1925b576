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

/** The name that the server gives to an environment that is called so. */
export function environmentId(name: string): string {
  return name.trim().replaceAll("/", "_");
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

/** One line of the tree of environments. */
export interface EnvironmentRow {
  readonly label: string;
  readonly level: 1 | 2;
  readonly isGroup: boolean;
  readonly isFolded: boolean;
  /** What it stands for: itself, or all that is in the group. */
  readonly names: readonly string[];
}

/** The lines of the tree: a group has a line of its own, unless its one environment is called like it. */
export function environmentRows(groups: readonly EnvironmentGroup[], folded: ReadonlySet<string>): EnvironmentRow[] {
  return groups.flatMap(({ prefix, names }) => {
    if (names.length === 1 && names[0] === prefix) return [row(prefix, 1)];
    const isFolded = folded.has(prefix);
    const group: EnvironmentRow = { label: prefix, level: 1, isGroup: true, isFolded, names };
    return isFolded ? [group] : [group, ...names.map((name) => row(name, 2))];
  });
}

/** The lines that a search finds: environments alone. */
export function matchRows(groups: readonly EnvironmentGroup[]): EnvironmentRow[] {
  return groups.flatMap(({ names }) => names.map((name) => row(name, 1)));
}

function row(name: string, level: 1 | 2): EnvironmentRow {
  return { label: name, level, isGroup: false, isFolded: false, names: [name] };
}
