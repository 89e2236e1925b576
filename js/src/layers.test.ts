import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

/** Folder -> what none of its files may import. */
const FORBIDDEN: Record<string, RegExp> = {
  core: /from "(react|react-.*|\.\.\/(?!protocol\.gen).*)"/,
  transport: /from "(react|react-.*|\.\.\/(?!core\/|protocol\.gen).*)"/,
  actions: /from "(react|react-.*|\.\.\/(transport|session|grid|topbar|modals|notices|panes).*)"/,
  panes: /from "\.\.\/(transport|session|grid|topbar|modals|notices).*"/,
  grid: /from "\.\.\/(transport|session|topbar|modals|notices).*"/,
  topbar: /from "\.\.\/(transport|session|grid|panes).*"/,
  notices: /from "\.\.\/(transport|session|grid|panes|topbar|modals).*"/,
  keys: /from "\.\.\/(transport|session|grid|panes|topbar|modals|notices).*"/,
  controls: /from "\.\.\/.*"/,
  modals: /from "\.\.\/(transport|session|grid|panes|topbar).*"/,
};

test.each(Object.entries(FORBIDDEN))("%s imports nothing from above it", (folder, forbidden) => {
  const files = Object.entries(sources).filter(([path]) => path.startsWith(`./${folder}/`));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter(([, text]) => forbidden.test(text)).map(([path]) => path)).toEqual([]);
});

test("every module says in its first line what it holds", () => {
  const silent = Object.entries(sources).filter(([path, text]) => !path.includes(".test.") && !text.startsWith("/** "));
  expect(silent.map(([path]) => path)).toEqual([]);
});

test("core does not touch the document", () => {
  const core = Object.entries(sources).filter(([path]) => path.startsWith("./core/") && !path.includes(".test."));
  const touching = core.filter(([, text]) => /\b((document|localStorage|navigator)\.\w|fetch\()/.test(text));
  expect(touching.map(([path]) => path)).toEqual([]);
});
