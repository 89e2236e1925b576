/** One field of a properties window. It shows what the program said last, or what is being typed. */
import { useState } from "react";

import { type Field, isNumber, type TextField } from "../core/properties";
import { useChange } from "./useChange";

interface Props<Kind extends Field = Field> {
  field: Kind;
  /** Another one with every list that the program sends. */
  answer: string;
  disabled: boolean;
  onUpdate: (value: string | boolean) => void;
}

export function PropertyField({ field, answer, disabled, onUpdate }: Props) {
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

/** Tells on Enter, and on leaving if something was typed. Each answer of the program clears what was told. */
function TypedField({ field, answer, disabled, onUpdate }: Props<TextField>) {
  const [draft, setDraft] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  useChange(answer, () => setTold(null));
  const before = told ?? field.value;
  const shown = draft ?? before;
  const isWrong = field.type === "number" && !isNumber(shown);
  const tell = () => {
    setTold(shown);
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
        else tell();
      }}
      onKeyDown={({ key }) => {
        if (key === "Enter" && !isWrong) tell();
        if (key === "Escape") setDraft(null);
      }}
    />
  );
}
