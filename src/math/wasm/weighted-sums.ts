import type { Matrix } from "../matrix.ts";
import { arenaOf } from "./arena.ts";
import type { Kernels } from "./module.ts";

/** As in kernels.as.ts: columns come in tiles of so many, and value rows in lists of so many at most. */
const TILE = 24;
const LIST = 32;

/** Bytes of float64 totals that a block of queries may take. */
const TOTAL_BYTES = 2 ** 22;

/** Bytes of a list: the address of its total, its length, its weights and the addresses of its rows. */
const LIST_BYTES = 8 + 8 * LIST;

/** Rows shorter than this are copied LIST at a time, as one by one their number would cost more than their length. */
const SHORT = 512;

/** The queries per call, and the arena's parts: totals `[batch, padded]`, lists `[batch, LIST]`, LIST value rows. */
interface Plan {
  readonly kernels: Kernels;
  readonly batch: number;
  readonly padded: number;
  readonly totals: Float64Array;
  readonly totalsAt: Uint32Array;
  readonly counts: Uint32Array;
  readonly weights: Float32Array;
  readonly rows: Uint32Array;
  readonly copies: Float32Array;
  readonly stride: number;
}

/**
 * out[b] = Σ_n p[b, n] V_n, `[B, v]`. Takes LIST value rows at a time, lists for each query those of them that it
 * gives a weight, and adds what is listed; what no query lists isn't even copied.
 */
export function weightedSums(out: Matrix, weights: Matrix, values: Matrix): Matrix {
  const plan = planOf(weights.rows, values.columns);
  const { batch, padded, totals } = plan;
  for (let b = 0; b < weights.rows; b += batch) {
    const B = Math.min(batch, weights.rows - b);
    totals.fill(0, 0, B * padded);
    for (let n = 0; n < values.rows; n += LIST) addRows(plan, list(plan, { weights, values, b, n, B }));
    for (let i = 0; i < B; i++) {
      const total = totals.subarray(i * padded, i * padded + values.columns);
      out.data.set(total, (b + i) * values.columns);
    }
  }
  return out;
}

interface Section {
  readonly weights: Matrix;
  readonly values: Matrix;
  readonly b: number;
  readonly n: number;
  readonly B: number;
}

/** Lists what B queries from b want of the value rows from n; how many lists that gives. */
function list(plan: Plan, { weights, values, b, n, B }: Section): number {
  const N = weights.columns;
  const end = Math.min(n + LIST, N);
  const wanted = new Uint8Array(LIST);
  let lists = 0;
  for (let i = 0; i < B; i++) {
    const from = (b + i) * N;
    const start = lists * LIST;
    let at = start;
    for (let m = n; m < end; m++) {
      const weight = weights.data[from + m];
      if (weight === 0) continue;
      wanted[m - n] = 1;
      plan.weights[at] = weight;
      plan.rows[at++] = plan.copies.byteOffset + 4 * plan.stride * (m - n);
    }
    if (at === start) continue;
    plan.totalsAt[lists] = plan.totals.byteOffset + 8 * i * plan.padded;
    plan.counts[lists++] = at - start;
  }
  if (lists > 0) copyRows(plan, values, n, wanted);
  return lists;
}

/** Copies the wanted value rows from n; short rows all together. */
function copyRows({ copies, stride }: Plan, values: Matrix, n: number, wanted: Uint8Array): void {
  const v = values.columns;
  if (v < SHORT) {
    copies.set(values.data.subarray(n * v, Math.min(n + LIST, values.rows) * v));
    return;
  }
  for (let i = 0; i < LIST; i++) {
    if (wanted[i]) copies.set(values.data.subarray((n + i) * v, (n + i + 1) * v), i * stride);
  }
}

function addRows({ kernels, padded, totalsAt, counts, weights, rows }: Plan, lists: number): void {
  const [p, rowsAt] = [weights.byteOffset, rows.byteOffset];
  if (lists > 0) kernels.addRows(totalsAt.byteOffset, counts.byteOffset, p, rowsAt, lists, padded);
}

function planOf(B: number, v: number): Plan {
  const padded = Math.ceil(v / TILE) * TILE;
  const bytes = 8 * padded + LIST_BYTES;
  const batch = Math.max(1, Math.min(B, Math.floor(TOTAL_BYTES / bytes)));
  // Long rows lie an odd number of cache lines apart, so that the same columns of all find room in the first cache.
  const stride = v < SHORT ? v : Math.ceil(v / 32) * 32 + 16;
  // Kernels read up to TILE − 1 numbers after the last row.
  const { buffer, kernels, start } = arenaOf(batch * bytes + 4 * (LIST * stride + TILE));
  const totals = new Float64Array(buffer, start, batch * padded);
  const totalsAt = new Uint32Array(buffer, totals.byteOffset + totals.byteLength, batch);
  const counts = new Uint32Array(buffer, totalsAt.byteOffset + totalsAt.byteLength, batch);
  const weights = new Float32Array(buffer, counts.byteOffset + counts.byteLength, batch * LIST);
  const rows = new Uint32Array(buffer, weights.byteOffset + weights.byteLength, batch * LIST);
  const copies = new Float32Array(buffer, rows.byteOffset + rows.byteLength, LIST * stride);
  return { kernels, batch, padded, totals, totalsAt, counts, weights, rows, copies, stride };
}
