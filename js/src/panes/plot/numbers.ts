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

/** The form of dates in Plotly; `Date.parse` alone accepts "run 7". */
const DATE = /^\s*\d{4}-\d/;

/** Base64 member -> its values, so that each is decoded once. */
const decoded = new WeakMap<object, Values | null>();

/** The values of a one-dimensional member; null for everything else. */
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

/** The number of values of a one-dimensional member, without a copy; null for everything else. */
export function countOf(member: unknown): number | null {
  return member instanceof Series ? member.length : (valuesOf(member)?.length ?? null);
}

/** A one-dimensional shape is missing or a single number. */
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
    return null; // not base64, or truncated
  }
}

/** A value as a number, with dates in milliseconds; NaN for values without a position on a numeric axis. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return Number.NaN;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  return DATE.test(value) ? Date.parse(value) : Number.NaN;
}
