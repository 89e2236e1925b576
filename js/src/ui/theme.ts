/** Light or dark colours: as the system has them, or as the person chose; `data-theme` of the document says which. */
import { useSyncExternalStore } from "react";

import { rememberedTheme, rememberTheme, type ThemeChoice } from "../state/storage";

export type Theme = "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let choice = rememberedTheme();

export function nextTheme(before: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(before) + 1) % CHOICES.length] ?? "system";
}

export function chosenTheme(): ThemeChoice {
  return choice;
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  rememberTheme(next);
  show();
}

/** The colours that are shown now. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, shownTheme);
}

export function useThemeChoice(): [ThemeChoice, (next: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, chosenTheme), chooseTheme];
}

/** Shows the remembered colours, and from now on those of the system whenever they change. */
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
