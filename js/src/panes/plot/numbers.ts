/** Lists of values as figures hold them: plain, typed, or in the base64 texts of plotly.py 6 and later. */
import { Series } from "../../state/series";
import { isMembers } from "./compat";

export type Values = ArrayLike<unknown>;

const KINDS = {
  i1: Int8Array,
  u1: Uint8Array,
  u1c: Uint8ClampedArray,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;
const LONG_NAMES: Readonly<Record<string, keyof typeof KINDS>> = {
  int8: "i1",
  uint8: "u1",
  uint8clamped: "u1c",
  uint8c: "u1c",
  int16: "i2",
  uint16: "u2",
  int32: "i4",
  uint32: "u4",
  float32: "f4",
  float64: "f8",
};

/** As Plotly writes dates; `Date.parse` alone takes "run 7" for one. */
const DATE = /^\s*\d{4}-\d/;

/** Each text is decoded once, however often its figure is looked at. */
const decoded = new WeakMap<object, Values | null>();

/** The values of a member that is one row of them; null for everything else. */
export function valuesOf(member: unknown): Values | null {
  if (member instanceof Series) return member.slice();
  if (Array.isArray(member)) return member.some(Array.isArray) ? null : member;
  if (ArrayBuffer.isView(member)) return member instanceof DataView ? null : (member as unknown as Values);
  if (!isMembers(member) || typeof member.bdata !== "string") return null;
  const known = decoded.get(member);
  if (known !== undefined) return known;
  const values = isRow(member.shape) ? decode(String(member.dtype), member.bdata) : null;
  decoded.set(member, values);
  return values;
}

/** How many values a member has that is one row of them; null for everything else. */
export function countOf(member: unknown): number | null {
  return member instanceof Series ? member.length : (valuesOf(member)?.length ?? null);
}

/** A shape of one dimension is left out or holds one number. */
function isRow(shape: unknown): boolean {
  return shape === undefined || shape === null || !String(shape).includes(",");
}

function decode(dtype: string, text: string): Values | null {
  const kind = dtype in KINDS ? KINDS[dtype as keyof typeof KINDS] : KINDS[LONG_NAMES[dtype] ?? "f8"];
  if (!(dtype in KINDS) && !(dtype in LONG_NAMES)) return null;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new kind(bytes.buffer);
  } catch {
    return null; // not base64, or half a number at its end
  }
}

/** A value as a number: that of a date for the text of one; NaN for what has no place on an axis of numbers. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return Number.NaN;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  return DATE.test(value) ? Date.parse(value) : Number.NaN;
}
