import type { Parameter, Value } from "../engine/index.ts";
import type { Matrix, MatrixInput } from "../math/index.ts";
import { associate } from "./association.ts";
import { type Attended, type Padding, parametersAmong, requireSets } from "./attended.ts";
import { type FilledOptions, filledOptions, type HopfieldOptions } from "./hopfield-options.ts";
import {
  type LayerRetrieval,
  type LayerRetrievalOptions,
  projectedBy,
  retrieveHeads,
} from "./layer-retrieval.ts";
import { projected } from "./projections.ts";

/** What a layer is asked with, besides its main inputs. */
export interface Asked extends Padding {
  /** What weights are applied to instead of the patterns, `[B, S, v]`; W_V is applied to them. */
  readonly values?: Value;
}

export interface Hopfield {
  /** What it learns. */
  readonly parameters: readonly Parameter[];
  readonly options: FilledOptions;
  /** Associates queries R `[B, L, d]` with patterns Y `[B, S, d′]`. */
  apply(queries: Value, patterns: Value, asked?: Asked): Attended;
  /**
   * Retrieval with what was learned, for looking into a layer: each head's state moves in the association space until it
   * settles or the steps run out, as `retrieve` of `memory/` does it.
   */
  retrieve(queries: MatrixInput, patterns: MatrixInput, options?: LayerRetrievalOptions): LayerRetrieval;
}

/**
 * The Hopfield layer, a trainable association of two sets: Q = R W_Q, K = Y W_K, V = K W_V, Z = sep(β Q Kᵀ) V in each
 * head (Nonparametric, appendix D, eq. D.2; Ramsauer et al. 2020). Without options Z is one step of `retrieve`.
 * @throws RangeError for heads, steps or a β that can't be; when applied, where shapes don't fit.
 */
export function hopfield(options: HopfieldOptions = {}): Hopfield {
  const filled = filledOptions("hopfield", options);
  const { projections, kernel, separation, beta } = filled;
  return {
    options: filled,
    parameters: [
      ...parametersAmong([kernel?.map, projections.query, projections.pattern, projections.value]),
      ...parametersAmong([typeof beta === "number" ? undefined : beta]),
      ...separation.parameters,
    ],
    apply(queries, patterns, { valid, values } = {}) {
      requireSets("hopfield", { queries, patterns, ...(values && { values }) }, { patterns, valid });
      const [R, Y] = [queries, patterns].map((x) => projected(x, kernel?.map));
      const keys = projected(Y, projections.pattern);
      const read =
        kernel && (kernel.valuesFrom ?? "raw") === "raw" ? projected(patterns, projections.pattern) : keys;
      return associate(
        {
          queries: projected(R, projections.query),
          patterns: keys,
          values: projected(values ?? read, projections.value),
          valid,
        },
        filled,
      );
    },
    retrieve(queries, patterns, chosen = {}) {
      const by = (x: MatrixInput, W: Value | undefined): Matrix => projectedBy(x, W, chosen.read);
      const [R, Y] = [queries, patterns].map((x) => by(x, kernel?.map));
      const keys = by(Y, projections.pattern);
      const raw = kernel && (kernel.valuesFrom ?? "raw") === "raw";
      const read = raw ? by(patterns, projections.pattern) : keys;
      const values = by(read, projections.value);
      return retrieveHeads({ queries: by(R, projections.query), patterns: keys, values }, filled, chosen);
    },
  };
}
