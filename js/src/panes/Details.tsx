/** All single values of a figure, to be looked at and changed on this page. */
import { useState } from "react";

import { type Detail, detailsOf, type Leaf, typed } from "../core/details";

interface Props {
  content: unknown;
  onEdit: (path: readonly string[], value: Leaf) => void;
}

/** Whether a window has a figure inside, with details worth a list. */
export function hasDetails(content: unknown): boolean {
  return typeof content === "object" && content !== null && "data" in content && "layout" in content;
}

export function Details({ content, onEdit }: Props) {
  const { data, layout } = content as { data: unknown; layout: unknown };
  const traces = Array.isArray(data) ? data : [];
  return (
    <div className="attachedWindow" role="group" aria-label="Properties" tabIndex={0}>
      {traces.map((trace: unknown, index) => (
        <DetailTable
          key={index}
          heading={`Data[${index}] Properties`}
          details={detailsOf(trace)}
          onEdit={(path, value) => onEdit(["data", String(index), ...path], value)}
        />
      ))}
      <DetailTable
        heading="Layout Properties"
        details={detailsOf(layout)}
        onEdit={(path, value) => onEdit(["layout", ...path], value)}
      />
    </div>
  );
}

interface TableProps {
  heading: string;
  details: readonly Detail[];
  onEdit: Props["onEdit"];
}

function DetailTable({ heading, details, onEdit }: TableProps) {
  return (
    <>
      <h3>{heading}</h3>
      <table className="table table-bordered table-condensed table-properties">
        <tbody>
          {details.map(({ path, value }) => {
            const name = path.join(".");
            return (
              <tr key={name}>
                <th scope="row" className="table-properties-name">
                  {name}
                </th>
                <td className="table-properties-value">
                  <DetailField label={`${heading}: ${name}`} value={value} onChange={(next) => onEdit(path, next)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

interface FieldProps {
  label: string;
  value: Leaf;
  onChange: (value: Leaf) => void;
}

function DetailField({ label, value, onChange }: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  if (typeof value === "boolean") {
    return <input type="checkbox" aria-label={label} checked={value} onChange={(event) => onChange(event.target.checked)} />;
  }
  const take = () => {
    const next = draft === null ? null : typed(draft, value);
    setDraft(null);
    if (next !== null && next !== value) onChange(next);
  };
  return (
    <input
      type="text"
      aria-label={label}
      inputMode={typeof value === "number" ? "decimal" : undefined}
      value={draft ?? String(value)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
