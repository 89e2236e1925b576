/** What is known about the point that a person looks at, with the preview that a program may send. */
import { useMemo } from "react";

import type { Entity } from "../core/embeddings";
import { usePage } from "../page";
import { cleanHtml } from "./cleanHtml";

interface Props {
  entity: Entity;
  /** `{html, entityId}`: the program's last answer, perhaps about another point. */
  selected: unknown;
  /** The pointer passes through to points behind the box. */
  inTheWay: boolean;
}

export function EntityBox({ entity, selected, inTheWay }: Props) {
  const { trustHtml } = usePage().boot;
  const { html, entityId } = (typeof selected === "object" && selected !== null ? selected : {}) as Record<string, unknown>;
  const preview = typeof html === "string" ? html : "";
  const cleaned = useMemo(() => ({ __html: trustHtml ? preview : cleanHtml(preview) }), [preview, trustHtml]);
  return (
    <div className="entity-box" role="status" data-passed-through={inTheWay || undefined}>
      <strong>{entity.name}</strong>
      <div>Label: {entity.label}</div>
      {preview !== "" && (
        <div
          className="entity-preview"
          data-outdated={String(entityId) !== entity.name || undefined}
          dangerouslySetInnerHTML={cleaned}
        />
      )}
    </div>
  );
}
