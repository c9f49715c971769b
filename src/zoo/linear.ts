import type { Matrix } from "../math/index.ts";
import { featureKernel, polynomial } from "../memory/index.ts";
import type { Definition } from "./definition.ts";
import { type FeatureMemory, featureMemory, featureModel } from "./feature-memory.ts";
import type { LogFeatures, Span } from "./feature-sums.ts";
import type { Model } from "./model.ts";

/**
 * The linear model: x ← φ(x) S / ⟨φ(x), z⟩ with S = Σ_n φ(ξ_n)ᵀ ξ_n `[d, d]` and z = Σ_n φ(ξ_n) `[d]`,
 * φ(x)ᵢ = elu(xᵢ) + 1 > 0. It has no β, keeps no patterns and forms no weights: a step takes O(d²) for each query.
 * Nonparametric, appendix C.1 (C.2); Katharopoulos et al. 2020.
 */
export function linear(): Model {
  const source = "Nonparametric, eq. C.2; Katharopoulos et al. 2020";
  return featureModel({ name: "linear", source }, linearFeatures);
}

/**
 * The memory of the linear model, empty, to add patterns `[N, d]` to and remove them from; with values `[N, v]` where
 * `valueColumns` is given.
 * @throws RangeError for widths that aren't whole numbers ≥ 1.
 */
export function linearMemory(dimension: number, valueColumns?: number): FeatureMemory {
  for (const width of [dimension, valueColumns ?? 1]) {
    if (!(Number.isInteger(width) && width >= 1)) {
      throw new RangeError(`linearMemory: a width must be a whole number ≥ 1, got ${width}`);
    }
  }
  return featureMemory("linear", linearFeatures(dimension), { dimension, valueColumns });
}

/** What the linear model computes, with weights p_j = ⟨φ(x), φ(ξ_j)⟩ / Σ: for checking. */
export const linearDefinition: Definition = {
  similarity: featureKernel("elu+1", (vector) => vector.map((x) => (x > 0 ? x + 1 : Math.exp(x)))),
  separation: polynomial(1),
  beta: 1,
};

/** ln(elu(x) + 1) is x where that is at most 0, else ln(1 + x). */
function linearFeatures(dimension: number): LogFeatures {
  const write = (out: Float64Array, { data }: Matrix, { from, to }: Span): void => {
    const start = from * dimension;
    for (let i = start; i < to * dimension; i++) out[i - start] = data[i] > 0 ? Math.log1p(data[i]) : data[i];
  };
  return { count: dimension, operations: 0, ofPatterns: write, ofQueries: write };
}
