import { type Parameter, reshape, type Value } from "../engine/index.ts";
import type { MatrixInput } from "../math/index.ts";
import { associate } from "./association.ts";
import { type Attended, type Padding, parametersAmong, requireSets } from "./attended.ts";
import { type FilledOptions, filledOptions, type HopfieldOptions } from "./hopfield-options.ts";
import {
  type LayerRetrieval,
  type LayerRetrievalOptions,
  numbersOf,
  projectedBy,
  retrieveHeads,
} from "./layer-retrieval.ts";
import { isWeighing } from "./layer-separation.ts";
import { associatePooled } from "./pooled.ts";
import { projected } from "./projections.ts";

export interface HopfieldPoolingOptions extends Omit<HopfieldOptions, "kernel"> {
  /** Queries that stay the same, P of them, usually learned: `[P, H k]`. They take the place of Q: there is no W_Q. */
  readonly prototypes: Value;
}

export interface HopfieldPooling {
  readonly parameters: readonly Parameter[];
  readonly options: FilledOptions;
  readonly prototypes: Value;
  /** Pools patterns Y `[B, S, d]` to `[B, P, H v]`. */
  apply(patterns: Value, padding?: Padding): Attended;
  /** As the Hopfield layer's, from the prototypes. */
  retrieve(patterns: MatrixInput, options?: LayerRetrievalOptions): LayerRetrieval;
}

/**
 * Pools a set by static prototypes: Z = sep(β P Kᵀ) V with K = Y W_K, V = K W_V (Nonparametric, appendix D, NPHPooling).
 * @throws RangeError as {@link hopfield}.
 */
export function hopfieldPooling({ prototypes, ...options }: HopfieldPoolingOptions): HopfieldPooling {
  const filled = filledOptions("hopfieldPooling", options);
  const { projections, beta, separation } = filled;
  const [P, width] = prototypes.shape;
  return {
    ...{ options: filled, prototypes },
    parameters: [
      ...parametersAmong([prototypes, projections.pattern, projections.value]),
      ...parametersAmong([typeof beta === "number" ? undefined : beta]),
      ...separation.parameters,
    ],
    apply(patterns, { valid } = {}) {
      requireSets("hopfieldPooling", { patterns }, { patterns, valid });
      const queries = reshape(prototypes, [1, P, width]);
      const { pattern, value } = projections;
      const { steps, heads } = filled;
      // The maps of many patterns cost more than those of what is made of them.
      if (pattern && value && steps === 1 && isWeighing(separation) && 2 * heads * P <= patterns.shape[1]) {
        const given = { queries, patterns, valid, maps: { pattern, value } };
        return associatePooled(given, { ...filled, separation });
      }
      const keys = projected(patterns, projections.pattern);
      return associate(
        { queries, patterns: keys, values: projected(keys, projections.value), valid },
        filled,
      );
    },
    retrieve(patterns, chosen = {}) {
      const keys = projectedBy(patterns, projections.pattern, chosen.read);
      const values = projectedBy(keys, projections.value, chosen.read);
      return retrieveHeads(
        { queries: numbersOf(prototypes, chosen.read), patterns: keys, values },
        filled,
        chosen,
      );
    },
  };
}
