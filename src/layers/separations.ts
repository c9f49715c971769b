import {
  add,
  entmax as entmaxOf,
  multiply,
  overMask,
  type Parameter,
  parameter,
  sigmoid,
  softmax as softmaxOf,
  sparsemax as sparsemaxOf,
  type Value,
} from "../engine/index.ts";
import { entmax, softmax, sparsemax } from "../memory/index.ts";
import type { SeparationContext, WeighingSeparation } from "./layer-separation.ts";

/** softmax(β s): all weights are above 0. Ramsauer et al. 2020. */
export function softmaxSeparation(): WeighingSeparation {
  return {
    name: "softmax",
    parameters: [],
    weigh: (scores, context) => separated(scores, context, softmaxOf),
    toMemory: () => ({ separation: softmax }),
  };
}

/** sparsemax(β s): weights of scores that are far from the largest are exactly 0. Hu et al. 2023. */
export function sparsemaxSeparation(): WeighingSeparation {
  return {
    name: "sparsemax",
    parameters: [],
    weigh: (scores, context) => separated(scores, context, sparsemaxOf),
    toMemory: () => ({ separation: sparsemax }),
  };
}

export interface EntmaxOptions {
  /** α ≥ 1: 1 is softmax, 2 sparsemax. Where it is learned, where it starts, in (1, 2). Default: 1.5. */
  readonly alpha?: number;
  /** Learns α, one for each head: α = 1 + σ(z), which stays in (1, 2). Default: it stays as it is. */
  readonly learned?: {
    readonly heads: number;
    /** Of the parameter z. Default: "entmax". */
    readonly name?: string;
  };
}

/**
 * entmax(β s) with an α between softmax and sparsemax, and beyond. Wu et al. 2024; learned as Correia et al. 2019.
 * @throws RangeError for an α below 1; where it is learned, outside of (1, 2).
 */
export function entmaxSeparation({ alpha = 1.5, learned }: EntmaxOptions = {}): WeighingSeparation {
  if (!learned) {
    return {
      ...{ name: "entmax", parameters: [] },
      weigh: (scores, context) => separated(scores, context, (s) => entmaxOf(s, alpha)),
      toMemory: () => ({ separation: entmax(alpha) }),
    };
  }
  const z = alphaParameter(alpha, learned);
  return {
    ...{ name: "entmax", parameters: [z] },
    weigh: (scores, context) => separated(scores, context, (s) => entmaxOf(s, add(sigmoid(z), 1))),
    toMemory: ({ head, read }) => ({ separation: entmax(1 + 1 / (1 + Math.exp(-read(z)[head]))) }),
  };
}

/** z of α = 1 + σ(z), `[H, 1, 1]`. */
function alphaParameter(
  alpha: number,
  { heads, name = "entmax" }: NonNullable<EntmaxOptions["learned"]>,
): Parameter {
  if (!(alpha > 1 && alpha < 2)) {
    throw new RangeError(`entmaxSeparation: a learned alpha starts in (1, 2), got ${alpha}`);
  }
  return parameter(name, [heads, 1, 1], Math.log((alpha - 1) / (2 - alpha)), { decays: false });
}

/** sep(β s), over what isn't padding. */
function separated(
  scores: Value,
  { beta, valid }: SeparationContext,
  separation: (scores: Value) => Value,
): Value {
  const scaled = multiply(scores, beta);
  return valid ? overMask(scaled, valid, separation) : separation(scaled);
}
