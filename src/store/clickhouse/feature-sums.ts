/** What the linear model needs of the patterns, φ(ξ)ᵢ = elu(ξᵢ) + 1: its answer is φ(x)ᵀ S / ⟨φ(x), z⟩. */
export interface FeatureSums {
  /** z = Σ φ(ξ), `[d]`. */
  readonly features: Float64Array;
  /** S = Σ φ(ξ) ξᵀ, `[d, d]`, row by row. */
  readonly products: Float64Array;
}

/** Splits d + d² numbers; those of no patterns at all come as none. */
export function featureSumsOf(sums: Float64Array, dimension: number): FeatureSums {
  if (sums.length === 0) {
    return { features: new Float64Array(dimension), products: new Float64Array(dimension * dimension) };
  }
  return { features: sums.subarray(0, dimension), products: sums.subarray(dimension) };
}

/** some − others; sums of no patterns at all come as none. */
export function minus(some: Float64Array, others: Float64Array): Float64Array {
  return others.length === 0 ? some : some.map((sum, i) => sum - others[i]);
}
