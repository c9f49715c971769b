import type { Parameter, Value } from "../engine/index.ts";
import type { Separation, Similarity } from "../memory/index.ts";

/** What a separation has to know besides scores. */
export interface SeparationContext {
  /** Inverse temperature: a number, or a learned one, `[]` or `[H, 1, 1]`. */
  readonly beta: Value | number;
  /** Booleans `[B, 1, 1, S]`, false for padding. */
  readonly valid: Value | undefined;
}

/** Reads what was learned: the numbers of a parameter. */
export type ReadLearned = (parameter: Parameter) => ArrayLike<number>;

/** What is asked of a separation's counterpart in `memory/`. */
export interface MemoryAsked {
  readonly head: number;
  /** k, the width of a head. */
  readonly dimension: number;
  readonly patternCount: number;
  readonly read: ReadLearned;
}

/** The same, for `retrieve` of `memory/`, with what was learned. */
export interface MemoryForm {
  readonly similarity?: Similarity;
  readonly separation: Separation;
  /** Set where the layer's β doesn't count. */
  readonly beta?: number;
}

/** A separation that weighs every pattern, and passes gradients on. */
export interface WeighingSeparation {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** p = sep(β s), `[B, H, L, S]`, of scores of that shape; the weights of a row are ≥ 0 and sum to 1. */
  weigh(scores: Value, context: SeparationContext): Value;
  toMemory(asked: MemoryAsked): MemoryForm;
}

/** A separation whose weights are products of features, which are never formed: out = φ(q) (φ(K)ᵀ V) / (φ(q) Σ φ(K)). */
export interface FeatureSeparation {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** φ of queries `[B, H, L, k]`, > 0, `[B, H, L, m]`; a factor common to a query's features cancels. */
  queryFeatures(queries: Value, context: SeparationContext): Value;
  /** φ of patterns `[B, H, S, k]`, ≥ 0, `[B, H, S, m]`; a factor common to all of a head's patterns cancels. */
  patternFeatures(patterns: Value, context: SeparationContext): Value;
  /** @param beta the layer's */
  toMemory(asked: MemoryAsked, beta: number): MemoryForm;
}

export type LayerSeparation = WeighingSeparation | FeatureSeparation;

/** Whether it weighs patterns one by one. */
export function isWeighing(separation: LayerSeparation): separation is WeighingSeparation {
  return "weigh" in separation;
}
