/** Where the grid shows the panes: side by side, or below each other on a narrow page. */
import { useMemo } from "react";
import type { LayoutItem } from "react-grid-layout";

import { SMALLEST, stacked } from "../core/layout";
import { usePageState } from "../page";

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };
const NARROW_LIMITS = { minW: 1, minH: SMALLEST.h };

export function useLayout(hidden: ReadonlySet<string>): LayoutItem[] {
  const places = usePageState((state) => state.places);
  const order = usePageState((state) => state.order);
  const isNarrow = usePageState((state) => state.narrow !== null);
  return useMemo(() => {
    if (!isNarrow) return [...places.values()].map((item) => ({ ...item, ...LIMITS }));
    const shownFirst = [...order].sort((a, b) => Number(hidden.has(a)) - Number(hidden.has(b)));
    return stacked(shownFirst, places).map((item) => ({ ...item, ...NARROW_LIMITS }));
  }, [places, order, isNarrow, hidden]);
}
