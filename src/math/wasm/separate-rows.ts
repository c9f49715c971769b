import type { SeparationForm } from "../held.ts";
import { type Matrix, rowOf } from "../matrix.ts";
import { entmaxRow } from "../row-entmax.ts";
import { argmaxRow, topKRow } from "../row-select.ts";
import { softmaxRow } from "../row-softmax.ts";
import { type Arena, arenaOf } from "./arena.ts";
import { ELSEWHERE, FIELDS, separationKind } from "./job.ts";
import { RESULTS, windowOf } from "./settled.ts";

/** Bytes of scores per call of the kernel: they stay in the second cache. */
const BLOCK_BYTES = 2 ** 18;

/**
 * out[b] = sep(β s_b), weights `[B, N]` from scores `[B, N]`; `out` may be `scores`. Thresholds of sparsemax and
 * 1.5-entmax are found without sorting, and so are the k largest.
 * @throws RangeError where k > N.
 */
export function separateRows(out: Matrix, scores: Matrix, separation: SeparationForm, beta: number): Matrix {
  const N = scores.columns;
  if (separation.kind === "top-k" && separation.k > N) {
    throw new RangeError(
      `separateRows: k = ${separation.k} but rows have ${N} scores; use a k of at most that`,
    );
  }
  const kind = separationKind(separation);
  if (kind === ELSEWHERE || separation.kind === "softmax" || N === 0) {
    for (let b = 0; b < scores.rows; b++) separateRow(rowOf(out, b), rowOf(scores, b), separation, beta);
    return out;
  }
  const batch = Math.max(1, Math.min(scores.rows, Math.floor(BLOCK_BYTES / (4 * N))));
  const fields = [
    0,
    kind,
    beta,
    windowOf({ separation, beta }, N),
    separation.kind === "top-k" ? separation.k : 1,
  ];
  const job = jobIn(batch, N, fields);
  for (let b = 0; b < scores.rows; b += batch) {
    const rows = Math.min(batch, scores.rows - b);
    job.floats.set(scores.data.subarray(b * N, (b + rows) * N), job.rowsAt / 4);
    job.arena.kernels.settle(job.arena.start, 0, rows, 0);
    for (let i = 0; i < rows; i++) scatter(rowOf(out, b + i), job, i);
  }
  return out;
}

/** One row, by the plain functions. */
function separateRow(
  out: Float32Array,
  scores: Float32Array,
  separation: SeparationForm,
  beta: number,
): Float32Array {
  if (separation.kind === "softmax") return softmaxRow(out, scores, beta) as Float32Array;
  if (separation.kind === "entmax") return entmaxRow(out, scores, beta, separation.alpha) as Float32Array;
  return (
    separation.k === 1 ? argmaxRow(out, scores) : topKRow(out, scores, beta, separation.k)
  ) as Float32Array;
}

interface RowsJob {
  readonly arena: Arena;
  readonly N: number;
  readonly floats: Float32Array;
  readonly rowsAt: number;
  readonly resultsAt: number;
}

/** The job of kernels/settle.as.ts for rows of exact scores and no sums. */
function jobIn(batch: number, N: number, [bounded, kind, beta, window, k]: readonly number[]): RowsJob {
  const [jobBytes, resultBytes] = [8 * FIELDS, 8 * RESULTS * batch];
  const rowBytes = 4 * batch * N;
  const arena = arenaOf(jobBytes + resultBytes + rowBytes + 12 * (N + 1) + 2048);
  const resultsAt = arena.start + jobBytes;
  const rowsAt = Math.ceil((resultsAt + resultBytes) / 64) * 64;
  const workAt = Math.ceil((rowsAt + rowBytes) / 64) * 64;
  new Float64Array(arena.buffer, arena.start, FIELDS).set([
    ...[bounded, kind, beta, window, k, rowsAt, 4 * N, N],
    ...[0, 0, 0, 0, 0, 0, 0, resultsAt, workAt, 0, N, 0],
  ]);
  return { arena, N, floats: new Float32Array(arena.buffer), rowsAt, resultsAt };
}

/** Writes the weights that the kernel listed for row i of its block. */
function scatter(out: Float32Array, { arena, N, floats, rowsAt, resultsAt }: RowsJob, i: number): void {
  const count = new Float64Array(arena.buffer, resultsAt, RESULTS * (i + 1))[RESULTS * i];
  const at = rowsAt / 4 + i * N;
  if (2 * count > N) {
    out.set(floats.subarray(at, at + N));
    return;
  }
  const indices = new Uint32Array(arena.buffer, rowsAt + 4 * i * N, count);
  out.fill(0);
  for (let j = 0; j < count; j++) out[indices[j]] = floats[at + count + j];
}
