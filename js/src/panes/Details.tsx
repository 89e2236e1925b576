/** The list of all single values of a figure. Edits apply to this page alone. */
import { useState } from "react";

import type { Window } from "../protocol.gen";

type Leaf = string | number | boolean;

/** A value with the keys that lead to it. */
interface Detail {
  readonly path: readonly string[];
  readonly value: Leaf;
}

/** Path as JSON text -> edited value. */
export type Edits = ReadonlyMap<string, Leaf>;

/** All strings, numbers and booleans of a nested object, without those in lists. */
export function detailsOf(value: unknown, path: readonly string[] = []): Detail[] {
  if (isLeaf(value)) return [{ path, value }];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => detailsOf(member, [...path, key]));
}

export function withEdit(edits: Edits, path: readonly string[], value: Leaf): Edits {
  return new Map(edits).set(JSON.stringify(path), value);
}

/** The window with the edits whose paths still exist in its content. */
export function edited(window: Window, edits: Edits): Window {
  let content = window.content;
  for (const [path, value] of edits) content = replaced(content, JSON.parse(path) as string[], value);
  return content === window.content ? window : { ...window, content };
}

/** The typed text in the type of the value that it replaces; null when it does not fit. */
export function typed(text: string, before: Leaf): Leaf | null {
  if (typeof before !== "number") return text;
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? null : number;
}

function replaced(value: unknown, path: readonly string[], leaf: Leaf): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return isLeaf(value) ? leaf : value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const member = replaced((value as Record<string, unknown>)[key], rest, leaf);
  if (Array.isArray(value)) return value.map((each: unknown, index) => (String(index) === key ? member : each));
  return { ...value, [key]: member };
}

function isLeaf(value: unknown): value is Leaf {
  return ["string", "number", "boolean"].includes(typeof value);
}

interface Props {
  content: unknown;
  onEdit: (path: readonly string[], value: Leaf) => void;
}

/** Whether the content is a figure. */
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
