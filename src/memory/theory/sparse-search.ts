import {
  integer,
  type Matrix,
  matrix,
  normal,
  type Random,
  rowOf,
  squaredDistance,
  uniform,
} from "../../math/index.ts";
import { retrieve } from "../retrieve.ts";
import { masked } from "../separation/masked.ts";
import { softmax } from "../separation/softmax.ts";
import { geometryOf } from "./geometry.ts";

export interface SparseSearchOptions {
  /** How many memories to draw. Default: 1000. */
  draws?: number;
  /** N ≥ 2. Default: 4. */
  patternCount?: number;
  /** d ≥ 1. Default: 2. */
  dimension?: number;
  /** β is drawn between these, evenly in its logarithm. Default: 0.1 to 10. */
  betas?: readonly [low: number, high: number];
}

/** One step of dense and of sparse-structured retrieval from the same query. */
export interface SparseRetrieval {
  /** Ξ, `[N, d]`, from N(0, 1). */
  readonly patterns: Matrix;
  /** x, `[1, d]`, within R of ξ_μ. */
  readonly query: Matrix;
  /** μ, which is always kept. */
  readonly target: number;
  /** Which patterns sparse retrieval keeps, `[N]`. */
  readonly mask: readonly boolean[];
  readonly beta: number;
  /** |T_dense(x) − ξ_μ|. */
  readonly denseError: number;
  /** |T_sparse(x) − ξ_μ|, with weights that sum to 1 over the kept patterns. */
  readonly sparseError: number;
}

/**
 * Searches small random memories for a counterexample to |T_sparse(x) − ξ_μ| ≤ |T_dense(x) − ξ_μ|, which the paper
 * claims for every query within R of ξ_μ and every mask that keeps μ. Returns the draw where sparse retrieval errs most
 * beyond dense: a counterexample if its `sparseError` is the larger. Leaving a pattern out can spoil a balance: the
 * bounds that the claim compares are both bounds from above. Nonparametric, corollary 4.1.1, eq. 4.2.
 * @throws RangeError for options out of range.
 */
export function worstSparseRetrieval(random: Random, options: SparseSearchOptions = {}): SparseRetrieval {
  const { draws = 1000, patternCount = 4, dimension = 2, betas = [0.1, 10] } = options;
  requireWhole("draws", draws, 1);
  requireWhole("patternCount", patternCount, 2);
  requireWhole("dimension", dimension, 1);
  if (!(betas[0] > 0 && betas[1] >= betas[0] && Number.isFinite(betas[1]))) {
    throw new RangeError(
      `worstSparseRetrieval: betas must be two finite numbers > 0, low to high, got ${betas}`,
    );
  }
  let worst = drawn(random, { patternCount, dimension, betas });
  for (let draw = 1; draw < draws; draw++) {
    const next = drawn(random, { patternCount, dimension, betas });
    if (next.sparseError - next.denseError > worst.sparseError - worst.denseError) worst = next;
  }
  return worst;
}

function drawn(
  random: Random,
  { patternCount: N, dimension: d, betas }: Required<Omit<SparseSearchOptions, "draws">>,
): SparseRetrieval {
  const patterns = matrix(
    Float32Array.from({ length: N * d }, () => normal(random)),
    N,
    d,
  );
  const target = integer(random, N);
  const mask = Array.from({ length: N }, (_, nu) => random.next() < 0.5 || nu === target);
  const beta = Math.exp(uniform(random, Math.log(betas[0]), Math.log(betas[1])));
  const query = near(random, rowOf(patterns, target), uniform(random) * geometryOf(patterns).radius);
  const errorOf = (separation: typeof softmax): number => {
    const { states } = retrieve(query, patterns, { beta, separation, energies: false });
    return Math.sqrt(squaredDistance(states.data, rowOf(patterns, target)));
  };
  const [denseError, sparseError] = [errorOf(softmax), errorOf(masked(softmax, mask))];
  return { patterns, query, target, mask, beta, denseError, sparseError };
}

/** A vector at so great a distance from `centre`, in a random direction, `[1, d]`. */
function near(random: Random, centre: Float32Array, distance: number): Matrix {
  const direction = Array.from(centre, () => normal(random));
  const length = Math.hypot(...direction);
  const moved = centre.map((value, i) => value + (distance * direction[i]) / length);
  return matrix(moved, 1, centre.length);
}

function requireWhole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`worstSparseRetrieval: ${name} must be a whole number ≥ ${least}, got ${value}`);
  }
}
