import {
  add,
  atLeast,
  both,
  constant,
  greater,
  maskedSoftmax,
  multiply,
  noise,
  type Shape,
  sum,
  toFloat,
  topKSoftmax,
  type Value,
  where,
} from "../engine/index.ts";
import { masked, softmax, topK, windowMask } from "../memory/index.ts";
import { keepLargest } from "./kept.ts";
import type { SeparationContext, WeighingSeparation } from "./layer-separation.ts";

export interface TopKOptions {
  /** Exactly so many patterns are kept. */
  readonly k?: number;
  /** Or this share of a bag's own patterns, rounded down, at least one. Default: 0.2. */
  readonly fraction?: number;
}

/**
 * Softmax over the k largest scores, of equal ones those that come first; all others weigh exactly 0. Nonparametric, eq. 3.12.
 * @throws RangeError for a k that isn't a whole number ≥ 1, a fraction outside of (0, 1], or both.
 */
export function topKSeparation({ k, fraction }: TopKOptions = {}): WeighingSeparation {
  if (k !== undefined && fraction !== undefined) {
    throw new RangeError(
      `topKSeparation: k = ${k} and fraction = ${fraction} say the same; give one of them`,
    );
  }
  if (k !== undefined) topK(k);
  requireShare("topKSeparation", "fraction", fraction ?? 1);
  const countOf = (patternCount: number): number =>
    Math.min(patternCount, k ?? Math.max(1, Math.floor((fraction ?? 0.2) * patternCount + 1e-9)));
  return {
    name: "top-k",
    parameters: [],
    weigh(scores, context) {
      const { beta, valid } = context;
      const shared = valid ? k : countOf(scores.shape[scores.shape.length - 1]);
      if (shared !== undefined) return topKSoftmax(multiply(scores, beta), shared, valid);
      const count = shareOfValid(fraction ?? 0.2, scores, context);
      return softmaxOver(scores, keepLargest(validOr(scores, context), count), context);
    },
    toMemory: ({ patternCount }) => ({ separation: topK(countOf(patternCount)) }),
  };
}

export interface RandomMaskedOptions {
  /** The share of a bag's own patterns that is kept, rounded down, at least one. Default: 0.5. */
  readonly keep?: number;
  /** Makes the numbers in [0, 1) that draw the masks. Default: `noise`, which is drawn anew for each run of a trainer. */
  readonly draw?: (shape: Shape) => Value;
}

/**
 * Softmax over patterns drawn by chance, for each query and head others, the same in all passes. Nonparametric, eq. 3.10,
 * normalised over the kept set.
 * @throws RangeError for a keep outside of (0, 1].
 */
export function randomMaskedSeparation({
  keep = 0.5,
  draw = noise,
}: RandomMaskedOptions = {}): WeighingSeparation {
  requireShare("randomMaskedSeparation", "keep", keep);
  const masks = new WeakMap<SeparationContext, Value>();
  return {
    name: "random-masked",
    parameters: [],
    weigh(scores, context) {
      const mask =
        masks.get(context) ??
        keepLargest(validOr(draw(scores.shape), context), shareOfValid(keep, scores, context));
      masks.set(context, mask);
      return softmaxOver(scores, mask, context);
    },
    toMemory: () => {
      throw new RangeError("retrieve: a random mask is drawn in a run; ask another separation");
    },
  };
}

/**
 * Softmax over the patterns at most `reach` places from the query's own: queries and patterns are one sequence.
 * Nonparametric, remark 3.8; Beltagy et al. 2020.
 * @throws RangeError for a reach that isn't a whole number ≥ 0; in use, unless there are as many queries as patterns.
 */
export function windowSeparation(reach: number): WeighingSeparation {
  if (!(Number.isInteger(reach) && reach >= 0)) {
    throw new RangeError(`windowSeparation: reach must be a whole number ≥ 0, got ${reach}`);
  }
  return {
    name: "window",
    parameters: [],
    weigh(scores, context) {
      const [L, S] = scores.shape.slice(-2);
      if (L !== S) {
        throw new RangeError(
          `windowSeparation: queries and patterns are one sequence, got ${L} queries for ${S} patterns; give one query per pattern`,
        );
      }
      const near = windowMask(S, reach).flat().map(Number);
      return softmaxOver(scores, greater(constant(near, [S, S]), 0.5), context);
    },
    toMemory: ({ patternCount }) => ({ separation: masked(softmax, windowMask(patternCount, reach)) }),
  };
}

function softmaxOver(scores: Value, mask: Value, { beta, valid }: SeparationContext): Value {
  return maskedSoftmax(multiply(scores, beta), valid ? both(mask, valid) : mask);
}

/** Padding comes after everything else. */
function validOr(scores: Value, { valid }: SeparationContext): Value {
  return valid ? where(valid, scores, -1e30) : scores;
}

/** Below this are the ranks from 0 of ⌊f n⌋ of n patterns, and of one at least; n counts what isn't padding. */
function shareOfValid(fraction: number, scores: Value, { valid }: SeparationContext): Value {
  const S = scores.shape[scores.shape.length - 1];
  const n = valid ? sum(toFloat(valid), -1, { keep: true }) : constant(S);
  return atLeast(add(multiply(n, fraction), 1e-4 - 1), 0.5);
}

function requireShare(owner: string, name: string, share: number): void {
  if (share > 0 && share <= 1) return;
  throw new RangeError(`${owner}: ${name} must be in (0, 1], got ${share}`);
}
