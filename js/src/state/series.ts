/** The append buffer for points of a trace that arrive live; several states share it, each up to its own length. */
import type { Window } from "../protocol.gen";

/** The members of a trace that contain its points. */
export const POINTS = ["x", "y"] as const;

/**
 * An immutable list of points: `append` returns a new one. Both share the buffer, so that the cost of one point does not
 * depend on their number. The buffer only grows, and no series reads beyond its own length.
 */
export class Series {
  readonly #buffer: unknown[];
  readonly #length: number;

  private constructor(buffer: unknown[], length: number) {
    this.#buffer = buffer;
    this.#length = length;
  }

  /** A series that starts as a copy of a list; null for a list with nested values. */
  static from(list: readonly unknown[]): Series | null {
    return list.every(isPlain) ? new Series(list.slice(), list.length) : null;
  }

  get length(): number {
    return this.#length;
  }

  append(point: unknown): Series {
    const isNewest = this.#buffer.length === this.#length;
    const buffer = isNewest ? this.#buffer : this.slice();
    buffer.push(point);
    return new Series(buffer, this.#length + 1);
  }

  /** A new list with the points from `start` on. */
  slice(start = 0): unknown[] {
    return this.#buffer.slice(start, this.#length);
  }

  /** Whether this is `before` with points added at its end and nothing else changed. */
  continues(before: unknown): boolean {
    return before instanceof Series && before.#buffer === this.#buffer && before.#length <= this.#length;
  }

  /** `JSON.stringify` writes a list. */
  toJSON(): unknown[] {
    return this.slice();
  }
}

/** A plot with the points of its traces as series; any other window unchanged. */
export function withSeries(window: Window): Window {
  const { type, content } = window;
  if (type !== "plot" || !isRecord(content) || !Array.isArray(content.data)) return window;
  return { ...window, content: { ...content, data: content.data.map(traceWithSeries) } };
}

function traceWithSeries(trace: unknown): unknown {
  if (!isRecord(trace)) return trace;
  const found = POINTS.map((name) => [name, Array.isArray(trace[name]) ? Series.from(trace[name]) : null] as const);
  return { ...trace, ...Object.fromEntries(found.filter(([, series]) => series !== null)) };
}

/** Whether these keys, as in `/content/data/0/x/17`, point to a point of a trace. */
export function isPoint(keys: readonly string[], value: unknown): boolean {
  const name = keys.at(-2);
  return keys.at(-4) === "data" && POINTS.some((each) => each === name) && isPlain(value);
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return !isPlain(value) && !Array.isArray(value);
}
