import { type Parameter, reshape, type Value } from "../engine/index.ts";
import type { MatrixInput } from "../math/index.ts";
import { associate } from "./association.ts";
import { type Attended, parametersAmong, requireSets } from "./attended.ts";
import { type FilledOptions, filledOptions, type HopfieldOptions } from "./hopfield-options.ts";
import {
  type LayerRetrieval,
  type LayerRetrievalOptions,
  numbersOf,
  projectedBy,
  retrieveHeads,
} from "./layer-retrieval.ts";
import { projected } from "./projections.ts";

export interface HopfieldLayerOptions extends Omit<HopfieldOptions, "kernel"> {
  /** The stored patterns, usually learned: `[N, H k]`. They are W_K itself, as Y is the identity. */
  readonly patterns: Value;
}

export interface HopfieldLayer {
  readonly parameters: readonly Parameter[];
  readonly options: FilledOptions;
  readonly patterns: Value;
  /** Looks queries R `[B, L, d]` up among the stored patterns: `[B, L, H v]`. */
  apply(queries: Value): Attended;
  /** As the Hopfield layer's, among the stored patterns. */
  retrieve(queries: MatrixInput, options?: LayerRetrievalOptions): LayerRetrieval;
}

/**
 * A lookup among patterns that the layer holds: Z = sep(β R W_Kᵀ) W_K W_V, with W_Q and Y the identity (Nonparametric,
 * appendix D, NPHLayer). With patterns that aren't learned it is a memory with trainable surroundings.
 * @throws RangeError as {@link hopfield}.
 */
export function hopfieldLayer({ patterns, ...options }: HopfieldLayerOptions): HopfieldLayer {
  const filled = filledOptions("hopfieldLayer", options);
  const { projections, beta, separation } = filled;
  const [N, width] = patterns.shape;
  return {
    ...{ options: filled, patterns },
    parameters: [
      ...parametersAmong([patterns, projections.query, projections.value]),
      ...parametersAmong([typeof beta === "number" ? undefined : beta]),
      ...separation.parameters,
    ],
    apply(queries) {
      requireSets("hopfieldLayer", { queries }, { patterns });
      const values = projected(patterns, projections.value);
      return associate(
        {
          queries: projected(queries, projections.query),
          patterns: reshape(patterns, [1, N, width]),
          values: reshape(values, [1, N, values.shape[1]]),
          valid: undefined,
        },
        filled,
      );
    },
    retrieve(queries, chosen = {}) {
      const stored = numbersOf(patterns, chosen.read);
      const values = projectedBy(stored, projections.value, chosen.read);
      const R = projectedBy(queries, projections.query, chosen.read);
      return retrieveHeads({ queries: R, patterns: stored, values }, filled, chosen);
    },
  };
}
