/** Looks up kinds of panes by window type, and preloads what they need. */
import type { PageState } from "../state/state";
import type { Store } from "../state/store";
import type { PaneKind } from "./frame";
import * as registry from "./registry";

const KINDS = new Map(
  Object.values<PaneKind>(registry).flatMap((kind) => Object.keys(kind.components).map((type) => [type, kind] as const)),
);

/** The kind that shows windows of this type; undefined for unsupported types. */
export function kindOf(type: string): PaneKind | undefined {
  return KINDS.get(type);
}

/** Preloads each kind when its first window arrives. */
export function preloadKinds(store: Store<PageState>): void {
  const waiting = new Set(Object.values<PaneKind>(registry).filter(({ preload }) => preload !== undefined));
  const stop = store.subscribe(() => {
    for (const { type } of store.get().windows.values()) {
      const kind = kindOf(type);
      if (kind === undefined || !waiting.delete(kind)) continue;
      kind.preload?.();
      if (waiting.size === 0) return stop();
    }
  });
}
