/** A properties window: a form whose fields send their values to a program. */
import { useState } from "react";

import { isComparison } from "../../state/state";
import { fileNameOf } from "../../ui/files";
import { useChange } from "../../ui/hooks";
import { usePage, usePageState } from "../../ui/page";
import { type PaneKind, type PaneProps, useSaveable } from "../frame";
import { type Field, fieldsOf, isNumber, type TextField } from "./properties";
import "./properties.css";

function PropertiesPane({ window }: PaneProps) {
  const { actions } = usePage();
  const disabled = usePageState((state) => state.session === null || state.readonly || isComparison(state));
  useSaveable(() => [
    {
      label: "JSON of the properties",
      filename: fileNameOf(window, "properties.json"),
      make: () => new Blob([JSON.stringify(window.content, null, 2)], { type: "application/json" }),
    },
  ]);
  const send = ({ id }: Field, value: string | boolean) =>
    actions.forward(window.id, { event_type: "PropertyUpdate", propertyId: id, value });

  return (
    <div className="content content-properties">
      <table className="table table-bordered table-condensed table-properties">
        <tbody>
          {fieldsOf(window.content).map((field) => (
            <tr key={`${field.id} ${field.type}`}>
              <th scope="row" className="table-properties-name">
                {field.name}
              </th>
              <td className="table-properties-value">
                <PropertyField
                  field={field}
                  answer={window.contentID}
                  disabled={disabled}
                  onUpdate={(value) => send(field, value)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FieldProps<Kind extends Field = Field> {
  field: Kind;
  /** Changes with every list that the program sends. */
  answer: string;
  disabled: boolean;
  onUpdate: (value: string | boolean) => void;
}

/** One field. It shows the last value from the program, or the text being typed. */
function PropertyField({ field, answer, disabled, onUpdate }: FieldProps) {
  const common = { disabled, "aria-label": field.name };
  switch (field.type) {
    case "text":
    case "number":
      return <TypedField field={field} answer={answer} disabled={disabled} onUpdate={onUpdate} />;
    case "button":
      return (
        <button type="button" className="btn" {...common} onClick={() => onUpdate("clicked")}>
          {field.value}
        </button>
      );
    case "checkbox":
      return (
        <input type="checkbox" {...common} checked={field.value} onChange={(event) => onUpdate(event.target.checked)} />
      );
    case "select":
      return (
        <select
          className="form-control"
          {...common}
          value={String(field.value)}
          onChange={(event) => onUpdate(event.target.value)}
        >
          {field.values[field.value] === undefined && <option value={String(field.value)} />}
          {field.values.map((label, index) => (
            <option key={index} value={String(index)}>
              {label}
            </option>
          ))}
        </select>
      );
    case "other":
      return (
        <span className="quiet" title={`This page has no field of type ${field.kind}.`}>
          {field.value}
        </span>
      );
  }
}

/** Sends its value on Enter, and on blur after a change. A new list from the program replaces the sent value. */
function TypedField({ field, answer, disabled, onUpdate }: FieldProps<TextField>) {
  const [draft, setDraft] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  useChange(answer, () => setSent(null));
  const before = sent ?? field.value;
  const shown = draft ?? before;
  const isWrong = field.type === "number" && !isNumber(shown);
  const send = () => {
    setSent(shown);
    setDraft(null);
    onUpdate(shown);
  };
  return (
    <input
      type="text"
      inputMode={field.type === "number" ? "decimal" : undefined}
      aria-label={field.name}
      aria-invalid={isWrong || undefined}
      title={isWrong ? "A number is expected." : undefined}
      disabled={disabled}
      value={shown}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (isWrong || shown === before) setDraft(null);
        else send();
      }}
      onKeyDown={({ key }) => {
        if (key === "Enter" && !isWrong) send();
        if (key === "Escape") setDraft(null);
      }}
    />
  );
}

export const properties: PaneKind = { components: { properties: PropertiesPane } };
