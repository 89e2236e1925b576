/** HTML of strangers in what Plotly draws: its links open in a tab, and attributions of maps are cleaned. */
import { cleanAttribution, openInTab } from "../../ui/markup";
import { originOf } from "../../ui/shelter";

/** Guards the drawings in this element until the returned function is called. */
export function guardDrawings(element: HTMLElement): () => void {
  const observer = new MutationObserver(() => {
    for (const attribution of element.querySelectorAll(".maplibregl-ctrl-attrib-inner")) {
      const cleaned = cleanAttribution(attribution.innerHTML);
      if (cleaned !== attribution.innerHTML) attribution.innerHTML = cleaned;
    }
  });
  // Everything, because a button of a plot can turn any trace into a map. It runs before the browser shows anything.
  observer.observe(element, { childList: true, subtree: true });
  element.addEventListener("click", leaveByTab, true);
  return () => {
    observer.disconnect();
    element.removeEventListener("click", leaveByTab, true);
  };
}

/** Titles and labels name the target of their links. */
function leaveByTab(event: Event): void {
  const link = originOf(event)?.closest("a");
  if (link?.hasAttribute("href") || link?.hasAttribute("xlink:href")) openInTab(link);
}
