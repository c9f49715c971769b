import {
  dotProduct,
  fitSupportVectors,
  type Matrix,
  type MatrixInput,
  rowOf,
  toMatrix,
  zeros,
} from "../math/index.ts";
import { retrieveBy, type Similarity } from "../memory/index.ts";
import { queriesOf, storedContentsOf } from "./contents.ts";
import type { Model, StoredModel } from "./model.ts";
import {
  linearKernel,
  type SvrFeatures,
  type SvrKernel,
  type SvrNormaliser,
  svrFeatures,
} from "./svr-kernel.ts";

export interface SvrOptions {
  /** Default: `linearKernel`. */
  kernel?: SvrKernel | Similarity;
  /** h. Default: what the kernel says, or 1. */
  normaliser?: SvrNormaliser;
  /** ε′ ≥ 0: by how much a component may be off at no cost. Default: 0.1. */
  epsilon?: number;
  /** C > 0: what each unit beyond that costs. Default: 1. */
  C?: number;
  /** A component has converged when its gap is at most this part of its primal value. Default: 1e-10. */
  tolerance?: number;
  /** The most rounds per component. Default: 1000. */
  rounds?: number;
}

/** A fitted regression; lists by component have one entry per column of the targets. */
export interface SvrFit {
  /** θ = α − α̃, `[N][d]`. */
  readonly coefficients: readonly Float64Array[];
  /** The inputs with θ ≠ 0, by component. */
  readonly support: readonly (readonly number[])[];
  /** The inputs with |θ| = C, by component. */
  readonly atBound: readonly (readonly number[])[];
  /** What was attained of the dual, by component; the optimum lies at most `gap` above. */
  readonly objective: readonly number[];
  /** The duality gap, ≥ 0, by component. */
  readonly gap: readonly number[];
  readonly rounds: readonly number[];
  readonly converged: readonly boolean[];
  /** T(x), `[B, d]`, for queries `[B, d]`. Nonparametric, theorem 3.1. */
  predict(queries: MatrixInput): Matrix;
}

/** Patterns with their regression. */
export interface StoredSvr extends StoredModel {
  readonly fit: SvrFit;
  /** The regression from patterns to values, where values were given. */
  readonly valuesFit: SvrFit | undefined;
}

/** The model, whose stored patterns show their fit. */
export interface Svr extends Model {
  store(patterns: MatrixInput, options?: { values?: MatrixInput }): StoredSvr;
}

/**
 * Retrieval as support vector regression: of the maps T(x) = W Φ(x)/h(x), the one with the least |W|²/2 plus C times
 * what each component of T(x_μ) is off ξ_μ by more than ε′; no bias. Each component is a problem of its own over the
 * same Gram matrix, O(N²) per round. Nonparametric, definition 3.3, eq. 3.2–3.5, with the Lagrangian corrected.
 *
 * With the exponential kernel this is *not* softmax attention: that is T with coefficients θ_μ = h(x_μ) ξ_μ
 * ({@link svrPrediction}), which the paper supposes (B.16) and no fit gives.
 * @param inputs x_μ, `[N, d]`: the patterns, or contaminated ones
 * @param targets ξ_μ, `[N, v]`
 * @throws RangeError for an empty memory, shapes that don't fit, NaN or infinity, what is no kernel, and options out of
 * range. Not converging is an outcome: see `converged`, `gap` and `rounds`.
 */
export function fitSvr(inputs: MatrixInput, targets: MatrixInput, options: SvrOptions = {}): SvrFit {
  const { kernel = linearKernel, normaliser, epsilon = 0.1, C = 1, ...stopping } = options;
  const [X, Y] = requirePairs(inputs, targets);
  const features = svrFeatures(X, { kernel, normaliser });
  const gram = features.gram();
  const fits = Array.from({ length: Y.columns }, (_, i) =>
    fitSupportVectors(gram, columnOf(Y, i), { epsilon, C, ...stopping }),
  );
  const byComponent = fits.map(({ coefficients }) => coefficients);
  return {
    coefficients: Array.from({ length: X.rows }, (_, mu) =>
      Float64Array.from(byComponent, (theta) => theta[mu]),
    ),
    support: byComponent.map((theta) => indicesWhere(theta, (value) => value !== 0)),
    atBound: byComponent.map((theta) => indicesWhere(theta, (value) => Math.abs(value) === C)),
    objective: fits.map(({ dual }) => dual),
    gap: fits.map(({ gap }) => gap),
    rounds: fits.map(({ rounds }) => rounds),
    converged: fits.map(({ converged }) => converged),
    predict: (queries) => apply(features, byComponent, queriesOf("svr", queries, X.columns)),
  };
}

/**
 * T(x)[i] = Σ_μ θ_μ[i] k(x_μ, x) / (h(x_μ) h(x)) for coefficients that come from elsewhere, as a function of queries
 * `[B, d]`. Nonparametric, theorem 3.1, eq. 3.4–3.5.
 * @param inputs x_μ, `[N, d]`
 * @param coefficients θ, `[N][v]`
 * @throws RangeError as {@link fitSvr} does.
 */
export function svrPrediction(
  inputs: MatrixInput,
  coefficients: readonly ArrayLike<number>[],
  { kernel = linearKernel, normaliser }: Pick<SvrOptions, "kernel" | "normaliser"> = {},
): (queries: MatrixInput) => Matrix {
  const [X] = requirePairs(inputs, coefficients);
  const features = svrFeatures(X, { kernel, normaliser });
  const byComponent = Array.from({ length: coefficients[0].length }, (_, i) =>
    Float64Array.from(coefficients, (theta) => theta[i]),
  );
  return (queries) => apply(features, byComponent, queriesOf("svr", queries, X.columns));
}

/**
 * The support vector model: x ← T(x) = Σ_μ θ_μ k(x_μ, x) / (h(x_μ) h(x)), with T fitted so that it keeps each pattern
 * within ε′ per component where C is large enough. Values have a regression of their own, from the patterns to them. It forms no weights that patterns
 * share among components. Nonparametric, definition 3.3 and theorem 3.1.
 */
export function svr(options: SvrOptions = {}): Svr {
  return {
    name: "svr",
    source: "Nonparametric, definition 3.3 and theorem 3.1",
    store(patterns, { values } = {}) {
      const Xi = toMatrix(patterns, "patterns");
      const fit = fitSvr(Xi, Xi, options);
      const valuesFit = values === undefined ? undefined : fitSvr(Xi, values, options);
      const outputCount = valuesFit ? valuesFit.objective.length : Xi.columns;
      return {
        ...{ fit, valuesFit, patternCount: Xi.rows, dimension: Xi.columns },
        operations: (B) => B * Xi.rows * (Xi.columns + outputCount),
        facts: factsOf(valuesFit ? [fit, valuesFit] : [fit]),
        retrieve: (queries, options = {}) => {
          const readout = valuesFit && ((states: Matrix): Matrix => valuesFit.predict(states));
          const found = retrieveBy((states) => fit.predict(states), queries, { ...options, readout });
          return { ...found, weights: undefined };
        },
      };
    },
  };
}

function factsOf(fits: readonly SvrFit[]): Readonly<Record<string, number>> {
  const all = (of: (fit: SvrFit) => readonly number[]): number[] => fits.flatMap(of);
  return {
    components: all(({ gap }) => gap).length,
    converged: fits.flatMap(({ converged }) => converged).filter(Boolean).length,
    largestGap: Math.max(...all(({ gap }) => gap)),
    supportVectors: new Set(fits.flatMap(({ support }) => support.flat())).size,
  };
}

function apply(features: SvrFeatures, byComponent: readonly Float64Array[], states: Matrix): Matrix {
  const out = zeros(states.rows, byComponent.length);
  features.of(states).forEach((w, b) => {
    const row = rowOf(out, b);
    byComponent.forEach((theta, i) => {
      row[i] = dotProduct(theta, w);
    });
  });
  return out;
}

function requirePairs(inputs: MatrixInput, targets: MatrixInput): [Matrix, Matrix] {
  const { patterns, values } = storedContentsOf("svr", inputs, targets);
  return [patterns, values ?? patterns];
}

function columnOf(source: Matrix, i: number): Float64Array {
  return Float64Array.from({ length: source.rows }, (_, mu) => source.data[mu * source.columns + i]);
}

function indicesWhere(values: Float64Array, holds: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((mu) => holds(values[mu]));
}
