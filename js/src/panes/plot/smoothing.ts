/** The Savitzky-Golay filter: each point becomes the value of the cubic that fits its neighbours best. */
import { toNumber, type Values } from "./numbers";

const SMALLEST_WINDOW = 5;
/** Longer lines are averaged to this many points first, which looks the same. */
const MOST_POINTS = 20_000;

interface Line {
  x: unknown[];
  y: number[];
}

/** The line smoothed over windows of 2 * strength + 1 points; the same points where they are too few. */
export function smoothLine(x: Values | null, y: Values, strength: number): Line {
  const line = averaged(x, y);
  const positions = line.y.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const smooth = smoothValues(positions.map((index) => line.y[index]!), strength);
  for (const [rank, index] of positions.entries()) line.y[index] = smooth[rank]!;
  return line;
}

export function smoothValues(values: readonly number[], strength: number): readonly number[] {
  const most = values.length % 2 === 1 ? values.length : values.length - 1;
  const window = Math.min(2 * Math.round(strength) + 1, most);
  if (window < SMALLEST_WINDOW || values.length <= SMALLEST_WINDOW) return values;
  const half = (window - 1) / 2;
  const weights = Array.from({ length: window }, (_, index) => weightsAt(index - half, half));
  const last = values.length - window;
  return values.map((_, index) => {
    const start = Math.min(Math.max(0, index - half), last); // at the ends the window stays and the point moves inside it
    const row = weights[index - start]!;
    let sum = 0;
    for (let offset = 0; offset < window; offset += 1) sum += row[offset]! * values[start + offset]!;
    return sum;
  });
}

/** The weight of each point -half..half for the value of the best cubic at `position`. */
function weightsAt(position: number, half: number): Float64Array {
  const basis = orthogonalCubics(half);
  const weights = new Float64Array(2 * half + 1);
  for (const polynomial of basis) {
    let norm = 0;
    for (let i = -half; i <= half; i += 1) norm += polynomial(i) ** 2;
    const here = polynomial(position) / norm;
    for (let i = -half; i <= half; i += 1) weights[i + half]! += here * polynomial(i);
  }
  return weights;
}

/** Polynomials of degree 0 to 3, pairwise orthogonal on the points -half..half. */
function orthogonalCubics(half: number): ((i: number) => number)[] {
  const sum = (power: number) => {
    let total = 0;
    for (let i = -half; i <= half; i += 1) total += i ** power;
    return total;
  };
  const second = sum(2) / sum(0);
  const third = sum(4) / sum(2);
  return [() => 1, (i) => i, (i) => i * i - second, (i) => i * (i * i - third)];
}

/** The line itself, or the means of as many neighbours as make it short enough. */
function averaged(x: Values | null, y: Values): Line {
  const size = Math.ceil(y.length / MOST_POINTS);
  const line: Line = { x: [], y: [] };
  for (let start = 0; start < y.length; start += size) {
    const end = Math.min(start + size, y.length);
    let [sum, count] = [0, 0];
    for (let index = start; index < end; index += 1) {
      const value = toNumber(y[index]);
      if (!Number.isNaN(value)) [sum, count] = [sum + value, count + 1];
    }
    const middle = (start + end - 1) >> 1;
    line.x.push(x === null ? middle : x[middle]);
    line.y.push(count === 0 ? Number.NaN : sum / count);
  }
  return line;
}
