/** The fields of a properties window, as far as what a program sent can be shown. Pure. */

interface Named {
  readonly name: string;
  /** Its place in the list that the program sent, by which it is named in events. */
  readonly id: number;
}

export interface TextField extends Named {
  readonly type: "text" | "number" | "button";
  readonly value: string;
}

export interface Checkbox extends Named {
  readonly type: "checkbox";
  readonly value: boolean;
}

export interface Select extends Named {
  readonly type: "select";
  readonly values: readonly string[];
  readonly value: number;
}

/** A kind of field that only newer pages know. */
export interface OtherField extends Named {
  readonly type: "other";
  readonly kind: string;
  readonly value: string;
}

export type Field = TextField | Checkbox | Select | OtherField;

export function fieldsOf(content: unknown): Field[] {
  return Array.isArray(content) ? content.map(fieldOf) : [];
}

function fieldOf(item: unknown, id: number): Field {
  const { type, name, value, values } = (typeof item === "object" && item !== null ? item : {}) as Record<string, unknown>;
  const named = { id, name: textOf(name) };
  switch (type) {
    case "text":
    case "number":
    case "button":
      return { ...named, type, value: textOf(value) };
    case "checkbox":
      return { ...named, type, value: Boolean(value) };
    case "select":
      return { ...named, type, values: Array.isArray(values) ? values.map(textOf) : [], value: Number(value) };
    default:
      return { ...named, type: "other", kind: textOf(type), value: textOf(value) };
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a number field takes this text; programs get it as it was typed. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());
}
