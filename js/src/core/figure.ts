/** A plot window turned into what Plotly is given: upgraded, copied where Plotly writes, filling its pane. */
import type { Window } from "../protocol.gen";
import { isMembers, type Members, upgradeLayout, upgradeTrace } from "./plotlyCompat";

export interface Figure {
  data: Members[];
  layout: Members;
}

/**
 * The figure of a window at that size. `revision` differs whenever the data differ; `uirevision` never does, which
 * keeps zoom, camera and hidden traces while data arrive.
 */
export function figureOf(window: Window, size: { width: number; height: number }): Figure {
  const content = isMembers(window.content) ? window.content : {};
  const traces = Array.isArray(content.data) ? content.data : [];
  const layout = ownContainers(upgradeLayout(content.layout)) as Members;
  return {
    data: withIdentities(traces.map((trace) => ownContainers(upgradeTrace(trace)) as Members)),
    layout: {
      ...layout,
      width: size.width,
      height: size.height,
      autosize: false,
      datarevision: `${window.contentID} ${window.version ?? 1}`,
      uirevision: layout.uirevision ?? window.id,
    },
  };
}

/** A trace with a name of its own is known by it, so that a hidden one stays hidden when another is removed. */
function withIdentities(traces: Members[]): Members[] {
  const names = traces.map((trace) => trace.name);
  return traces.map((trace, index) => {
    const { name } = trace;
    const unique = typeof name === "string" && name !== "" && names.indexOf(name) === names.lastIndexOf(name);
    return { uid: unique ? `named_${asIdentifier(name)}` : `trace_${index}`, ...trace };
  });
}

/** Plotly looks for elements by their identity, so it must be one in a selector as well. */
function asIdentifier(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`);
}

/** Copies of all objects and lists of objects, sharing the lists of values, which Plotly does not write to. */
function ownContainers(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(isMembers) ? value.map(ownContainers) : value;
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ownContainers(member)]));
}
