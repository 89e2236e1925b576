/** The theme: light, dark or that of the system. `data-theme` of the document selects its colours. */
import { useSyncExternalStore } from "react";

import { storedTheme, storeTheme, type ThemeChoice } from "../state/storage";

type Theme = "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let choice = storedTheme();

export function nextTheme(before: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(before) + 1) % CHOICES.length] ?? "system";
}

export function chosenTheme(): ThemeChoice {
  return choice;
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  storeTheme(next);
  show();
}

/** The theme that is shown now. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, shownTheme);
}

export function useThemeChoice(): [ThemeChoice, (next: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, chosenTheme), chooseTheme];
}

/** Applies the stored theme, and follows changes of the system theme. */
export function startTheme(): void {
  systemIsDark.addEventListener("change", show);
  show();
}

function shownTheme(): Theme {
  if (choice !== "system") return choice;
  return systemIsDark.matches ? "dark" : "light";
}

function show(): void {
  document.documentElement.dataset.theme = shownTheme();
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
