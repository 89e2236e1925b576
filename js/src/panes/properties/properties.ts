/** The fields of a properties window, parsed from what a program sent. Pure. */

interface Named {
  readonly name: string;
  /** Index in the list of the program; events carry it. */
  readonly id: number;
}

export interface TextField extends Named {
  readonly type: "text" | "number" | "button";
  readonly value: string;
}

interface Checkbox extends Named {
  readonly type: "checkbox";
  readonly value: boolean;
}

export interface Select extends Named {
  readonly type: "select";
  readonly values: readonly string[];
  readonly value: number;
}

/** A field of an unsupported type. */
interface OtherField extends Named {
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

/** Whether a number field accepts this text. Programs receive the text as typed. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());
}
