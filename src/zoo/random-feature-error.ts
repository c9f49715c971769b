import {
  createRandom,
  dotProduct,
  logSumExp,
  type Matrix,
  type MatrixInput,
  type Random,
  rowOf,
  rowsOf,
  sample,
  softmaxRow,
} from "../math/index.ts";
import { queriesOf, storedContentsOf } from "./contents.ts";
import { directionsOf, positiveFeatures, type RandomFeatureOptions } from "./random-features.ts";

/** How far random features are from what they approximate. */
export interface RandomFeatureError {
  /** Root mean square of k̂ / k − 1 over the pairs, k = exp(β ⟨x, ξ⟩) and k̂ its estimate. */
  readonly kernel: number;
  /** What to expect of that from independent directions, √(mean of (exp(β |x + ξ|²) − 1) / m); orthogonal ones do better. */
  readonly expectedKernel: number;
  /** Mean over the queries of Σ_n |p̂_n − p_n| / 2, p the softmax: the share of weight that is elsewhere, in [0, 1]. */
  readonly weights: number;
}

/**
 * Measures the model of `randomFeatures` with the same options against the exact softmax, on at most `queryCount` of the
 * queries `[B, d]` and `patternCount` of the patterns `[N, d]`, chosen by the generator where there are more.
 * Choromanski et al. 2021, lemma 2 (for the expected error).
 * @throws RangeError for no queries or patterns, shapes that don't fit and options out of range.
 */
export function randomFeatureError(
  queries: MatrixInput,
  patterns: MatrixInput,
  options: RandomFeatureOptions & { queryCount?: number; patternCount?: number; random?: Random } = {},
): RandomFeatureError {
  const { beta = 1, queryCount = 64, patternCount = 1024, random = createRandom(1) } = options;
  const Xi = some(storedContentsOf("randomFeatureError", patterns, undefined).patterns, patternCount, random);
  const x = some(queriesOf("randomFeatureError", queries, Xi.columns), queryCount, random);
  if (x.rows === 0) throw new RangeError("randomFeatureError: there are no queries; give at least one");
  const omega = directionsOf("randomFeatureError", options)(Xi.columns);
  const [ofQueries, ofPatterns] = [logFeatures(omega, beta, x), logFeatures(omega, beta, Xi)];
  let [squares, expected, elsewhere] = [0, 0, 0];
  ofQueries.forEach((query, b) => {
    const exact = Float64Array.from(
      { length: Xi.rows },
      (_, n) => beta * dotProduct(rowOf(x, b), rowOf(Xi, n)),
    );
    const estimated = Float64Array.from(ofPatterns, (pattern) => {
      return logSumExp(query.map((value, i) => value + pattern[i])) - Math.log(omega.rows);
    });
    for (let n = 0; n < Xi.rows; n++) {
      squares += Math.expm1(estimated[n] - exact[n]) ** 2;
      expected += Math.expm1(beta * squareOfSum(rowOf(x, b), rowOf(Xi, n))) / omega.rows;
    }
    elsewhere += distanceOf(softmaxRow(estimated, estimated, 1), softmaxRow(exact, exact, 1)) / 2;
  });
  const pairs = x.rows * Xi.rows;
  return {
    kernel: Math.sqrt(squares / pairs),
    expectedKernel: Math.sqrt(expected / pairs),
    weights: elsewhere / x.rows,
  };
}

function some(source: Matrix, count: number, random: Random): Matrix {
  if (source.rows <= count) return source;
  return rowsOf(
    source,
    sample(
      random,
      Array.from({ length: source.rows }, (_, i) => i),
      count,
    ),
  );
}

/** ln φ(x) + ln √m, a row for each vector. */
function logFeatures(omega: Matrix, beta: number, source: Matrix): Float64Array[] {
  const features = positiveFeatures(omega, beta);
  return Array.from({ length: source.rows }, (_, r) => {
    const out = new Float64Array(omega.rows);
    features.ofPatterns(out, source, { from: r, to: r + 1 });
    return out;
  });
}

/** |x + y|₂². */
function squareOfSum(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] + y[i]) ** 2;
  return sum;
}

/** Σ |pₙ − qₙ|. */
function distanceOf(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < p.length; n++) sum += Math.abs(p[n] - q[n]);
  return sum;
}
