import { bestBackend, type Matrix, rowOf, zeros } from "../math/index.ts";
import { retrieveBy, type Separation, softmax } from "../memory/index.ts";
import { type Contents, queriesOf, storedContentsOf } from "./contents.ts";
import { blocksOf, columnsOf, type HeadMaps, mappedHeads, type StoredHead, times } from "./head-maps.ts";
import type { Model } from "./model.ts";

export interface MultiHeadOptions {
  /** β > 0. Default: 1. */
  beta?: number;
  /** How many heads, each on its own equal block of the coordinates (and of the values'); or each head's maps. Default: 4. */
  heads?: number | readonly HeadMaps[];
  /** Default: softmax. */
  separation?: Separation;
}

/**
 * The multi-head model: x ← Σ_h sep(β x W_Q,h (Ξ W_K,h)ᵀ) Ξ W_K,h W_O,h, by default with maps that cut the coordinates
 * into equal blocks and put them together again. Each head has its weights, so the model has no one row of them.
 * (C.5) projects the patterns of a head but not its query; give maps without `query` for that, and `attendByHeads` heads
 * with patterns of their own. Nonparametric, appendix C.2 (C.5).
 * @throws RangeError for options out of range; when storing, for heads that don't divide the columns and maps that don't
 * fit.
 */
export function multiHead({ beta = 1, heads = 4, separation = softmax }: MultiHeadOptions = {}): Model {
  const count = typeof heads === "number" ? heads : heads.length;
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`multiHead: heads must be a whole number ≥ 1, got ${count}`);
  }
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`multiHead: beta must be a finite number > 0, got ${beta}`);
  }
  const rule: Rule = { separation, beta };
  return {
    name: "multi-head",
    source: "Nonparametric, eq. C.5; Vaswani et al. 2017",
    store(input, options = {}) {
      const contents = storedContentsOf("multi-head", input, options.values);
      const { rows: N, columns: d } = contents.patterns;
      const all = typeof heads === "number" ? blocksOf(contents, heads) : mappedHeads(contents, heads);
      const step = (states: Matrix, queries: readonly number[], of: "recall" | "read"): Matrix =>
        allHeads(all, of, { states, queries, rule });
      return {
        patternCount: N,
        dimension: d,
        retrieve(queries, chosen = {}) {
          const found = retrieveBy(
            (states, active) => step(states, active, "recall"),
            queriesOf("multi-head", queries, d),
            {
              ...chosen,
              readout: contents.values && ((states, active) => step(states, active, "read")),
            },
          );
          return { ...found, weights: undefined };
        },
        operations: (B) => B * all.reduce((sum, head) => sum + operationsOf(head, contents), 0),
      };
    },
  };
}

interface Rule {
  readonly separation: Separation;
  readonly beta: number;
}

/** Scores of this many pairs at a time, so that long sequences need no matrix of all pairs. */
const PAIRS = 2 ** 22;

interface Step {
  readonly states: Matrix;
  readonly queries: readonly number[];
  readonly rule: Rule;
}

/** Σ_h of what the heads make of the states, `[A, columns]`. */
function allHeads(heads: readonly StoredHead[], of: "recall" | "read", step: Step): Matrix {
  const { states } = step;
  const out = zeros(states.rows, heads[0]?.[of]?.columns ?? 0);
  const backend = bestBackend();
  for (const head of heads) {
    const readout = head[of];
    if (!readout) continue;
    const { from, to, W } = head.query;
    const x = W ? times(states, W) : columnsOf(states, from, to);
    const rows = Math.max(1, Math.floor(PAIRS / head.patterns.rows));
    for (let a = 0; a < x.rows; a += rows) {
      const weights = weightsOf(x, head.patterns, { ...step, from: a, to: Math.min(x.rows, a + rows) });
      const sums = backend.weightedSums(zeros(weights.rows, readout.source.columns), weights, readout.source);
      add(out, readout.W ? times(sums, readout.W) : sums, { row: a, column: readout.at });
    }
  }
  return out;
}

/** sep(β x_a Ξᵀ) of the rows from … to − 1. */
function weightsOf(
  x: Matrix,
  patterns: Matrix,
  { queries, rule, from, to }: Step & { from: number; to: number },
): Matrix {
  const d = x.columns;
  const rows: Matrix = { rows: to - from, columns: d, data: x.data.subarray(from * d, to * d) };
  const scores = bestBackend().dotProducts(zeros(rows.rows, patterns.rows), rows, patterns);
  const weights = zeros(rows.rows, patterns.rows);
  for (let r = 0; r < rows.rows; r++) {
    rule.separation.weights(rowOf(weights, r), rowOf(scores, r), rule.beta, queries[from + r]);
  }
  return weights;
}

/** out[row + r, column + i] += part[r, i]. */
function add(out: Matrix, part: Matrix, { row, column }: { row: number; column: number }): void {
  for (let r = 0; r < part.rows; r++) {
    const at = (row + r) * out.columns + column;
    for (let i = 0; i < part.columns; i++) out.data[at + i] += part.data[r * part.columns + i];
  }
}

/** Multiplications of one query in one head. */
function operationsOf({ patterns, query, recall, read }: StoredHead, { patterns: Xi }: Contents): number {
  const { rows: N, columns: k } = patterns;
  const { source, W } = read ?? recall;
  const projected = query.W ? Xi.columns * k : 0;
  return projected + N * (k + source.columns) + (W ? W.rows * W.columns : 0);
}
