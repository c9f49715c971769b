import type { Matrix } from "../matrix.ts";
import { type Arena, arenaOf } from "./arena.ts";
import type { PairKernels } from "./module.ts";

/** Bytes of patterns per call of a kernel: they stay in the second cache while the queries pass. */
const PATTERN_BYTES = 2 ** 18;

/** Bytes of queries per call: patterns are copied once for that many. */
const QUERY_BYTES = 2 ** 22;

/** The most rows of either per call. */
const ROWS = 1024;

/** How many queries and patterns one call of a kernel takes, and where in the arena everything lies, in bytes. */
interface Plan {
  readonly arena: Arena;
  readonly batch: number;
  readonly count: number;
  readonly patternsAt: number;
  /** Queries as they are, and as the kernels take them. */
  readonly givenAt: number;
  readonly queriesAt: number;
  readonly outAt: number;
}

/** out[b, n] = kernel(q_b, ξ_n), `[B, N]`, block by block of queries and patterns. */
export function pairs(kernel: keyof PairKernels, out: Matrix, queries: Matrix, patterns: Matrix): Matrix {
  const { rows: B, columns: d } = queries;
  const N = patterns.rows;
  const { arena, batch, count, patternsAt, givenAt, queriesAt, outAt } = planOf(queries, patterns);
  const floats = new Float32Array(arena.buffer);
  for (let b = 0; b < B; b += batch) {
    const rows = Math.min(batch, B - b);
    floats.set(queries.data.subarray(b * d, (b + rows) * d), givenAt / 4);
    arena.kernels.packQueries(queriesAt, givenAt, rows, d);
    for (let n = 0; n < N; n += count) {
      const columns = Math.min(count, N - n);
      floats.set(patterns.data.subarray(n * d, (n + columns) * d), patternsAt / 4);
      arena.kernels[kernel](outAt, queriesAt, patternsAt, rows, columns, d);
      copyBlock(out, b, n, { floats, at: outAt / 4, rows, columns });
    }
  }
  return out;
}

function planOf(queries: Matrix, patterns: Matrix): Plan {
  const d = queries.columns;
  const count = Math.min(patterns.rows, ROWS, Math.max(4, Math.floor(PATTERN_BYTES / (4 * d))));
  const batch = Math.min(queries.rows, ROWS, Math.max(2, Math.floor(QUERY_BYTES / (4 * d))));
  // Kernels read up to three rows after the last pattern.
  const patternBytes = 4 * d * (count + 3);
  const queryBytes = 4 * d * batch;
  const arena = arenaOf(patternBytes + 2 * queryBytes + 4 * widthOf(count) * batch);
  const givenAt = arena.start + patternBytes;
  const queriesAt = givenAt + queryBytes;
  return { arena, batch, count, patternsAt: arena.start, givenAt, queriesAt, outAt: queriesAt + queryBytes };
}

/** The row length of the kernels' results: N rounded up to a multiple of 4. */
function widthOf(N: number): number {
  return (N + 3) & ~3;
}

interface Block {
  readonly floats: Float32Array;
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
}

/** Copies a block of results to where it belongs: by hand, as its rows are short. */
function copyBlock(out: Matrix, b: number, n: number, { floats, at, rows, columns }: Block): void {
  const width = widthOf(columns);
  for (let i = 0; i < rows; i++) {
    const from = at + i * width;
    const to = (b + i) * out.columns + n;
    for (let j = 0; j < columns; j++) out.data[to + j] = floats[from + j];
  }
}
