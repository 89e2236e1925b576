/** Shapes of the protocol that `protocol.gen.ts` does not hold yet. */
import type { FromBrowser, ToBrowser } from "../protocol.gen";

export type ToPage =
  | ToBrowser
  | { command: "refused"; cmd: string; reason: string }
  | { command: "unsaved"; data: Record<string, Record<string, string>> };

export type FromPage =
  | FromBrowser
  | { cmd: "undo" | "close_all"; eid: string }
  | { cmd: "save_all" };
