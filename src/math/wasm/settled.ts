import type { Attention, Support } from "../held.ts";
import { type Matrix, zeros } from "../matrix.ts";
import { entmaxRow } from "../row-entmax.ts";
import type { Holding } from "./holding.ts";
import { ELSEWHERE, SCORE_KINDS, separationKind, shared } from "./job.ts";

/** Rows of scores, or of bounds of scores, of B queries, and where else the kernel finds and puts things. */
export interface RowsBlock {
  readonly B: number;
  readonly jobsAt: number;
  readonly rowsAt: number;
  /** Bytes of a row. */
  readonly stride: number;
  readonly bounded: boolean;
  readonly queriesAt: number;
  readonly resultsAt: number;
  readonly outAt: number;
  readonly workAt: number;
  /** The most patterns of a query to score exactly. */
  readonly limit: number;
}

/** What became of one query. */
export interface Settled {
  /** Undefined where more patterns survived than the limit. */
  readonly sums: Float32Array | undefined;
  readonly potential: number;
  readonly droppedMass: number;
  readonly finished: number;
  readonly support: Support | undefined;
}

/** Of each query so many float64 results. */
export const RESULTS = 5;

/** Bytes per query of results, and per thread of work space. */
export const RESULT_BYTES: number = 8 * RESULTS;
export function settleWorkBytes({ patternCount: N, valueSize: v }: Holding): number {
  return 12 * (N + 1) + 8 * (Math.ceil(v / 24) * 24) + 1024;
}

/** How far below the best a score can lie and still have a weight; softmax leaves out ε/2 at most that lies below. */
export function windowOf(
  { separation, beta, epsilon = 1e-7 }: Pick<Attention, "separation" | "beta" | "epsilon">,
  N: number,
): number {
  if (separation.kind === "top-k") return 0;
  if (separation.kind === "entmax") return 1 / (beta * (separation.alpha - 1));
  return epsilon > 0 ? Math.max(0, Math.log((2 * N) / epsilon)) / beta : Number.POSITIVE_INFINITY;
}

/** Weights and weighted sums of all queries of a block. */
export function settle(holding: Holding, block: RowsBlock, attention: Attention): Settled[] {
  const { space, team, patternCount: N, valueSize: v } = holding;
  const { B, resultsAt, outAt } = block;
  const kind = separationKind(attention.separation);
  const k = attention.separation.kind === "top-k" ? attention.separation.k : 1;
  const each = settleWorkBytes(holding);
  const fields = [
    ...[
      Number(block.bounded),
      kind,
      attention.beta,
      windowOf(attention, N),
      k,
      block.rowsAt,
      block.stride,
      N,
    ],
    ...[SCORE_KINDS[attention.score], block.queriesAt, holding.patternsAt, holding.dimension],
    ...[holding.valuesAt, v, outAt, resultsAt, block.workAt, holding.scales.at, block.limit, each],
  ];
  team.run("settle", shared(holding, block.jobsAt, { count: B, grain: 1, fields: () => fields }));
  const results = new Float64Array(space.memory.buffer, resultsAt, RESULTS * B);
  return Array.from({ length: B }, (_, b): Settled => {
    const [count, potential, droppedMass, finished, best] = results.subarray(RESULTS * b, RESULTS * (b + 1));
    if (count < 0) return { sums: undefined, potential, droppedMass, finished, support: undefined };
    const rowAt = block.rowsAt + b * block.stride;
    if (kind === ELSEWHERE) {
      const listed = supportAt(holding, rowAt, count, Number.NEGATIVE_INFINITY);
      return { ...weighed(holding, listed, best, attention), droppedMass, finished };
    }
    const sums = new Float32Array(space.memory.buffer, outAt + 4 * b * v, v);
    const support = attention.support ? supportAt(holding, rowAt, count, 0) : undefined;
    return { sums, potential, droppedMass, finished, support };
  });
}

/** What the kernel left in a row: numbers of patterns and weights, or all weights. */
function supportAt(
  { space, patternCount: N }: Holding,
  rowAt: number,
  count: number,
  absent: number,
): Support {
  const { buffer } = space.memory;
  if (2 * count <= N) {
    const indices = new Uint32Array(buffer, rowAt, count).slice();
    return { indices, weights: new Float32Array(buffer, rowAt + 4 * count, count).slice() };
  }
  const row = new Float32Array(buffer, rowAt, N);
  const indices: number[] = [];
  for (let n = 0; n < N; n++) if (row[n] !== absent) indices.push(n);
  return { indices: Uint32Array.from(indices), weights: Float32Array.from(indices, (n) => row[n]) };
}

/** α-entmax of what the kernel listed with β (s − best) in place of weights. */
function weighed(
  { space, valuesAt, valueSize: v }: Holding,
  { indices, weights: shifted }: Support,
  best: number,
  { separation, beta, support }: Attention,
): Pick<Settled, "sums" | "potential" | "support"> {
  const alpha = separation.kind === "entmax" ? separation.alpha : 1;
  const p = entmaxRow(new Float64Array(shifted.length), Float64Array.from(shifted), 1, alpha);
  const sums = new Float64Array(v);
  let potential = beta * best;
  p.forEach((weight, i) => {
    if (weight === 0) return;
    potential += weight * shifted[i] - (weight ** alpha - weight) / (alpha * (alpha - 1));
    const row = new Float32Array(space.memory.buffer, valuesAt + 4 * v * indices[i], v);
    for (let j = 0; j < v; j++) sums[j] += weight * row[j];
  });
  const kept = Array.from(p.keys()).filter((i) => p[i] > 0);
  const listed = {
    indices: Uint32Array.from(kept, (i) => indices[i]),
    weights: Float32Array.from(kept, (i) => p[i]),
  };
  return { sums: Float32Array.from(sums), potential, support: support ? listed : undefined };
}

/** What became of all queries, filled in one by one. */
export interface Outcome {
  readonly sums: Matrix;
  readonly potentials: Float64Array;
  readonly finished: Float64Array;
  readonly droppedMass: Float64Array;
  readonly support: Support[] | undefined;
}

export function emptyOutcome(B: number, v: number, support: boolean): Outcome {
  const [potentials, finished, droppedMass] = [new Float64Array(B), new Float64Array(B), new Float64Array(B)];
  return { sums: zeros(B, v), potentials, finished, droppedMass, support: support ? [] : undefined };
}

/** Notes what became of query b. */
export function note(outcome: Outcome, b: number, settled: Settled): void {
  if (settled.sums) outcome.sums.data.set(settled.sums, b * outcome.sums.columns);
  outcome.potentials[b] = settled.potential;
  outcome.finished[b] = settled.finished;
  outcome.droppedMass[b] = settled.droppedMass;
  if (outcome.support && settled.support) outcome.support[b] = settled.support;
}
