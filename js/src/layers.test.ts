import { describe, expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const modules = Object.keys(sources).filter((path) => !/(\.test|\/testing)\.tsx?$/.test(path));

/** Room -> the rooms that it may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "protocol.gen": [],
  state: ["protocol.gen"],
  connection: ["protocol.gen", "state"],
  actions: ["protocol.gen", "state"],
  ui: ["protocol.gen", "state", "actions"],
  "panes/<kind>": ["protocol.gen", "state", "ui", "panes/frame"],
  panes: ["protocol.gen", "state", "actions", "ui", "panes/frame", "panes/<kind>"],
  "panes/frame": ["protocol.gen", "state", "ui"],
  grid: ["state", "ui", "panes"],
  topbar: ["state", "ui"],
  dialogs: ["state", "ui"],
  app: ["protocol.gen", "state", "connection", "actions", "ui", "panes", "panes/frame", "grid", "topbar", "dialogs"],
};
const WITHOUT_REACT = ["state", "connection", "actions"];
const WITHOUT_DOCUMENT = ["state", "connection"];

function roomOf(path: string): string {
  if (/^\.\/panes\/[^/]+\//.test(path)) return "panes/<kind>";
  if (path === "./panes/frame.tsx") return "panes/frame";
  return /^\.\/([\w.]+?)(\/|\.ts$)/.exec(path)?.[1] ?? path;
}

/** What a module imports of the page, as paths like those of `sources`. */
function importsOf(path: string): string[] {
  const found = sources[path]!.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].flatMap(([, name]) => {
    const target = new URL(name!, `file:///${path.slice(2)}`).pathname.slice(1);
    const endings = [".ts", ".tsx", "/index.ts"].map((ending) => `./${target}${ending}`);
    return endings.filter((candidate) => candidate in sources);
  });
}

/** A path from a node back to itself; empty when there is none. */
function circleIn(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of arrows.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle.length > 0) return circle;
    }
    done.add(node);
    return [];
  };
  return [...arrows.keys()].map((node) => visit(node, [])).find((circle) => circle.length > 0) ?? [];
}

function depthOf(arrows: ReadonlyMap<string, ReadonlySet<string>>, node: string): number {
  return 1 + Math.max(0, ...[...(arrows.get(node) ?? [])].map((next) => depthOf(arrows, next)));
}

const between = new Map(modules.map((path) => [path, new Set(importsOf(path))]));
const rooms = new Map<string, Set<string>>();
for (const [path, targets] of between) {
  const room = roomOf(path);
  const others = [...targets].map(roomOf).filter((other) => other !== room);
  rooms.set(room, new Set([...(rooms.get(room) ?? []), ...others]));
}

test("the table lists every room", () => expect([...rooms.keys()].sort()).toEqual(Object.keys(MAY_IMPORT).sort()));

test.each([...rooms])("%s imports only what it may", (room, targets) => {
  expect([...targets].filter((target) => !MAY_IMPORT[room]?.includes(target))).toEqual([]);
});

test("a kind of pane imports no other kind", () => {
  const kindOf = (path: string) => /^\.\/panes\/([^/]+)\//.exec(path)?.[1];
  const wrong = [...between].flatMap(([path, targets]) => {
    const others = [...targets].filter((target) => kindOf(target) !== undefined && kindOf(target) !== kindOf(path));
    return kindOf(path) === undefined ? [] : others.map((target) => `${path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("only the registry imports kinds of panes, one line for each folder", () => {
  const importers = [...between].filter(([path, targets]) => roomOf(path) !== "panes/<kind>" && [...targets].map(roomOf).includes("panes/<kind>"));
  expect(importers.map(([path]) => path)).toEqual(["./panes/registry.ts"]);
  const folders = new Set(modules.map((path) => /^\.\/panes\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined));
  const lines = sources["./panes/registry.ts"]!.split("\n").filter((line) => line.startsWith("export "));
  expect(lines.map((line) => /"\.\/([^/]+)\//.exec(line)?.[1]).sort()).toEqual([...folders].sort());
});

describe("imports form no circle", () => {
  test("between modules", () => expect(circleIn(between)).toEqual([]));

  test("between rooms", () => {
    expect(circleIn(rooms)).toEqual([]);
    const arrows = [...rooms.values()].reduce((sum, targets) => sum + targets.size, 0);
    const depth = Math.max(...[...rooms.keys()].map((room) => depthOf(rooms, room)));
    console.info(`${modules.length} modules in ${rooms.size} rooms, ${arrows} arrows between rooms, depth ${depth}`);
  });
});

test.each(WITHOUT_REACT)("%s does not know React", (room) => {
  const using = modules.filter((path) => roomOf(path) === room && /from "react/.test(sources[path]!));
  expect(using).toEqual([]);
});

test.each(WITHOUT_DOCUMENT)("%s does not know the document", (room) => {
  const touches = (path: string) => /\b(document|navigator|location|window)\.\w+\(|\b(document|navigator|location)\.\w/.test(sources[path]!);
  expect(modules.filter((path) => roomOf(path) === room && touches(path))).toEqual([]);
});

test("state sends no requests, and only its storage uses localStorage", () => {
  const using = modules.filter((path) => roomOf(path) === "state" && /\b(localStorage|fetch\()/.test(sources[path]!));
  expect(using).toEqual(["./state/storage.ts"]);
});

test("every module opens with a doc comment", () => {
  const silent = modules.filter((path) => !sources[path]!.startsWith("/** "));
  expect(silent).toEqual([]);
});
