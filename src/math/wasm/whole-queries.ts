import type { Matrix } from "../matrix.ts";

/** Of each query in whole numbers, q ≈ q̂ = scale · number: scale, |q − q̂|, |q| and |q|². */
export const FACTS = 4;

/** q̂ in int16 `[B, d′]`, rows filled up with zeros; no larger than sums of products with bytes fit in 32 bits. */
export function inShorts(out: Int16Array, queries: Matrix, facts: Float64Array): void {
  const { rows: B, columns: d } = queries;
  const padded = (d + 7) & ~7;
  const most = Math.max(1, Math.min(32767, Math.floor(2 ** 31 / (128 * d)) - 1));
  out.fill(0, 0, B * padded);
  for (let b = 0; b < B; b++) round(out, b * padded, queries, b, { most, zero: 0, facts });
}

/** q̂ in unsigned bytes `[B, d]`, 128 standing for 0. */
export function inUnsignedBytes(out: Uint8Array, queries: Matrix, facts: Float64Array): void {
  const d = queries.columns;
  for (let b = 0; b < queries.rows; b++) round(out, b * d, queries, b, { most: 127, zero: 128, facts });
}

/** Rounds query b to multiples of a scale, `most` of them at most, and notes the facts. */
function round(
  out: Int16Array | Uint8Array,
  at: number,
  { data, columns: d }: Matrix,
  b: number,
  { most, zero, facts }: { most: number; zero: number; facts: Float64Array },
): void {
  const from = b * d;
  let largest = 0;
  for (let i = from; i < from + d; i++) {
    const size = Math.abs(data[i]);
    if (size > largest) largest = size;
  }
  const scale = Math.fround(largest / most);
  const times = scale > 0 && Number.isFinite(1 / scale) ? 1 / scale : 0;
  let [lost, size] = [0, 0];
  for (let i = 0; i < d; i++) {
    const value = data[from + i];
    // Rounded by cutting off, once it is above 0.
    const number = ((value * times + most + 0.5) | 0) - most;
    out[at + i] = number + zero;
    const gap = value - scale * number;
    lost += gap * gap;
    size += value * value;
  }
  facts.set([scale, Math.sqrt(lost), Math.sqrt(size), size], FACTS * b);
}
