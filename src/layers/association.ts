import {
  atLeast,
  divide,
  matmul,
  multiply,
  reshape,
  sum,
  toFloat,
  transpose,
  type Value,
} from "../engine/index.ts";
import type { Attended } from "./attended.ts";
import { joinHeads, splitHeads } from "./heads.ts";
import {
  type FeatureSeparation,
  isWeighing,
  type LayerSeparation,
  type SeparationContext,
  type WeighingSeparation,
} from "./layer-separation.ts";

/**
 * What is associated: queries Q `[B, L, H k]`, patterns K `[B, S, H k]`, values V `[B, S, H v]`. A B of 1 stands for the
 * whole batch.
 */
export interface Associated {
  readonly queries: Value;
  readonly patterns: Value;
  readonly values: Value;
  /** `[B, S]`. */
  readonly valid: Value | undefined;
}

export interface AssociationOptions {
  readonly separation: LayerSeparation;
  readonly beta: Value | number;
  readonly heads: number;
  /** The passes: all but the last move the queries in the association space, q ← p k; the last one reads values out. */
  readonly steps: number;
}

/**
 * In each head p = sep(β q kᵀ), q ← p k for all passes but the last, then out = p v; the heads side by side,
 * `[B, L, H v]`. Nonparametric, appendix D (D.1); Ramsauer et al. 2020, eq. 10.
 */
export function associate(
  { queries, patterns, values, valid }: Associated,
  { separation, beta, heads, steps }: AssociationOptions,
): Attended {
  const [k, v] = [splitHeads(patterns, heads), splitHeads(values, heads)];
  const context = { beta, valid: valid && reshape(valid, [valid.shape[0], 1, 1, valid.shape[1]]) };
  const attend = isWeighing(separation) ? weighed(separation, k, context) : featured(separation, k, context);
  let q = splitHeads(queries, heads);
  for (let pass = 1; pass < steps; pass++) q = attend(q, k).output;
  const { output, weights } = attend(q, v);
  return { output: joinHeads(output), weights };
}

/** Reads `values` `[B, H, S, v]` out for queries `[B, H, L, k]`. */
type Attend = (queries: Value, values: Value) => Attended;

function weighed(separation: WeighingSeparation, k: Value, context: SeparationContext): Attend {
  return (q, values) => {
    const weights = separation.weigh(matmul(q, k, { transposeY: true }), context);
    return { output: matmul(weights, values), weights };
  };
}

/** Padding has no features: it adds nothing to either sum. */
function featured(separation: FeatureSeparation, k: Value, context: SeparationContext): Attend {
  const all = separation.patternFeatures(k, context);
  const { valid } = context;
  const features = valid ? multiply(all, transpose(toFloat(valid), [0, 1, 3, 2])) : all;
  const total = sum(features, 2, { keep: true });
  return (q, values) => {
    const asked = separation.queryFeatures(q, context);
    const sums = matmul(features, values, { transposeX: true });
    const norm = atLeast(matmul(asked, total, { transposeY: true }), smallest);
    return { output: divide(matmul(asked, sums), norm), weights: undefined };
  };
}

/** Below this a sum of features counts as none at all: then the output is 0, not the quotient of two zeros. */
const smallest = 1e-30;
