import { bestBackend, dotProduct, type Matrix, rowOf, squaredDistance, zeros } from "../math/index.ts";
import type { Similarity } from "../memory/index.ts";

/** What h(x) divides the features by: 1, Σ_μ k(x_μ, x) over the inputs, or a function of x that is never 0. */
export type SvrNormaliser = "one" | "sum" | ((x: Float32Array) => number);

/** k(x, y) = ⟨Φ(x), Φ(y)⟩: symmetric and positive semi-definite. */
export interface SvrKernel {
  readonly name: string;
  /** k of two vectors `[d]`, in float64. */
  value(x: Float32Array, y: Float32Array): number;
  /** The h that belongs to it. Default: `"one"`. */
  readonly normaliser?: SvrNormaliser;
}

/** k(x, y) = ⟨x, y⟩, with h = 1. */
export const linearKernel: SvrKernel = { name: "linear", value: dotProduct };

/**
 * k(x, y) = exp(−γ |x − y|²), with h = 1.
 * @throws RangeError for γ ≤ 0.
 */
export function rbfKernel({ gamma = 1 }: { gamma?: number } = {}): SvrKernel {
  requirePositive("rbfKernel: gamma", gamma);
  return { name: "rbf", value: (x, y) => Math.exp(-gamma * squaredDistance(x, y)) };
}

/**
 * k(x, y) = exp(β ⟨x, y⟩), with h(x) = Σ_μ k(x_μ, x): the kernel of softmax attention. Nonparametric, lemma 3.1.
 * Φ/h is about 1/√k(x, x) long, so that fitting closely takes a C of about k(x, x) or more.
 * @throws RangeError for β ≤ 0.
 */
export function exponentialKernel({ beta = 1 }: { beta?: number } = {}): SvrKernel {
  requirePositive("exponentialKernel: beta", beta);
  return { name: "exponential", value: (x, y) => Math.exp(beta * dotProduct(x, y)), normaliser: "sum" };
}

/** What some kernels need besides their name: γ of `"rbf"`, β of `"exponential"`; 1 where absent. */
export interface SvrKernelParameters {
  readonly gamma?: number;
  readonly beta?: number;
}

/** The kernels by name, for front ends. */
export const svrKernels: Readonly<Record<string, (parameters?: SvrKernelParameters) => SvrKernel>> = {
  linear: () => linearKernel,
  rbf: rbfKernel,
  exponential: exponentialKernel,
};

/** The normalised kernel of inputs `[N, d]`: w_μ(x) = k(x_μ, x) / (h(x_μ) h(x)). */
export interface SvrFeatures {
  /** w of states `[B, d]`, one row `[N]` each: what the coefficients are applied to. */
  of(states: Matrix): Float64Array[];
  /** w of the inputs themselves, `[N][N]`: the Gram matrix of Φ/h. */
  gram(): Float64Array[];
}

/**
 * Prepares a kernel for its inputs `[N, d]`. A `Similarity` counts as a kernel with its scores as values, and h = 1
 * unless `normaliser` says otherwise.
 * @throws RangeError where h is 0 or not finite, and where the Gram matrix can't be that of a kernel: not symmetric,
 * or with some |k(x, y)|² > k(x, x) k(y, y), as distances have.
 */
export function svrFeatures(
  inputs: Matrix,
  { kernel, normaliser }: { kernel: SvrKernel | Similarity; normaliser?: SvrNormaliser | undefined },
): SvrFeatures {
  const values = "value" in kernel ? valuesOf(kernel, inputs) : scoresOf(kernel, inputs);
  const own = "value" in kernel ? kernel.normaliser : undefined;
  const h = normaliser ?? own ?? "one";
  const inner = values(inputs);
  const divisors = inner.map((row, mu) => divisorOf(h, row, rowOf(inputs, mu)));
  // One division after the other: the product of two divisors can overflow where neither does.
  const divided = (row: Float64Array, divisor: number): Float64Array =>
    row.map((value, mu) => value / divisors[mu] / divisor);
  return {
    of: (states) => values(states).map((row, b) => divided(row, divisorOf(h, row, rowOf(states, b)))),
    gram: () => symmetric(inner.map((row, mu) => divided(row, divisors[mu]))),
  };
}

/** Float32 scores may differ in their last bits from (x, y) to (y, x); what differs by more is no kernel. */
const rounding = 1e-5;

function symmetric(gram: Float64Array[]): Float64Array[] {
  for (let mu = 0; mu < gram.length; mu++) {
    for (let nu = 0; nu <= mu; nu++) {
      const [k, transposed] = [gram[mu][nu], gram[nu][mu]];
      const most = Math.sqrt(gram[mu][mu]) * Math.sqrt(gram[nu][nu]) * (1 + rounding);
      if (!(Math.abs(k) <= most && Math.abs(k - transposed) <= rounding * most)) {
        throw new RangeError(
          `svr: k(x, y) must be symmetric and at most √(k(x, x) k(y, y)), got ${k} and ${transposed} with ${gram[mu][mu]} and ${gram[nu][nu]} for inputs ${mu} and ${nu}; choose a positive semi-definite kernel`,
        );
      }
      gram[mu][nu] = gram[nu][mu] = (k + transposed) / 2;
    }
  }
  return gram;
}

function valuesOf(kernel: SvrKernel, inputs: Matrix): SvrFeatures["of"] {
  return (states) =>
    Array.from({ length: states.rows }, (_, b) => {
      const x = rowOf(states, b);
      return Float64Array.from({ length: inputs.rows }, (_, mu) => kernel.value(rowOf(inputs, mu), x));
    });
}

function scoresOf(similarity: Similarity, inputs: Matrix): SvrFeatures["of"] {
  const scorer = similarity.prepare(inputs, bestBackend());
  return (states) => {
    const scores = scorer.scores(zeros(states.rows, inputs.rows), states);
    return Array.from({ length: states.rows }, (_, b) => Float64Array.from(rowOf(scores, b)));
  };
}

function divisorOf(normaliser: SvrNormaliser, values: Float64Array, x: Float32Array): number {
  if (normaliser === "one") return 1;
  const h = normaliser === "sum" ? values.reduce((sum, value) => sum + value, 0) : normaliser(x);
  if (Number.isFinite(h) && h !== 0) return h;
  throw new RangeError(
    `svr: the normaliser h must be finite and not 0, got ${h}; scale the patterns, or the kernel's parameter, down`,
  );
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`${name} must be a finite number > 0, got ${value}`);
  }
}
