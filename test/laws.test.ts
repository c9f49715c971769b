import fc from "fast-check";
import {
  createRandom,
  fromRows,
  type Matrix,
  matrix,
  normal,
  reference,
  rowOf,
  toRows,
  zeros,
} from "madeleine/math";
import {
  argmax,
  cosine,
  dot,
  entmax,
  exactRetrievalMargins,
  geometryOf,
  learnedKernel,
  logDenseErrorBounds,
  logSparseErrorBounds,
  masked,
  negativeEuclidean,
  negativeManhattan,
  negativeSquaredEuclidean,
  overlapCosine,
  polynomial,
  radialKernel,
  retrieve,
  type Separation,
  type Similarity,
  softmax,
  sparsemax,
  supportOf,
  topK,
} from "madeleine/memory";
import { describe, expect, it } from "vitest";

const runs = { numRuns: 250 };

const separations: Separation[] = [
  softmax,
  entmax(1.25),
  entmax(1.5),
  entmax(1.75),
  sparsemax,
  entmax(3),
  topK(1),
  topK(2),
  argmax,
  polynomial(2),
  polynomial(10),
];

const guaranteedSimilarities: Similarity[] = [
  dot,
  negativeSquaredEuclidean,
  learnedKernel(gaussian(4, 3, createRandom(5))),
];

const similarities: Similarity[] = [
  ...guaranteedSimilarities,
  cosine,
  negativeEuclidean,
  negativeManhattan,
  radialKernel({ radius: 2, exponent: 1 }),
  overlapCosine(),
];

/** Matrices are drawn by seed, so that a failing case prints as a few numbers. */
const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const betas = fc.double({ min: Math.log(0.01), max: Math.log(100), noNaN: true }).map(Math.exp);
const scoreRows = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 24 });

function gaussian(rows: number, columns: number, random = createRandom(1), scale = 1): Matrix {
  return matrix(
    Float32Array.from({ length: rows * columns }, () => normal(random, 0, scale)),
    rows,
    columns,
  );
}

function weightsOf(separation: Separation, scores: number[], beta: number): Float32Array {
  return separation.weights(new Float32Array(scores.length), Float32Array.from(scores), beta) as Float32Array;
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);

describe.each(separations)("weights of $name", (separation) => {
  it("are at least 0 and sum to 1", () => {
    fc.assert(
      fc.property(scoreRows, betas, (scores, beta) => {
        const weights = weightsOf(separation, scores, beta);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(Math.abs(sum(weights) - 1)).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  it("never rank a lower score above a higher one", () => {
    fc.assert(
      fc.property(scoreRows, betas, (scores, beta) => {
        const weights = weightsOf(separation, scores, beta);
        const order = scores.map((_, i) => i).sort((i, j) => scores[i] - scores[j]);
        order.slice(1).forEach((i, at) => {
          if (scores[i] > scores[order[at]]) expect(weights[i]).toBeGreaterThanOrEqual(weights[order[at]]);
        });
      }),
      runs,
    );
  });

  it("are exactly 0 where a mask says so, and sum to 1 over the rest", () => {
    fc.assert(
      fc.property(scoreRows, betas, seeds, (scores, beta, seed) => {
        const random = createRandom(seed);
        const mask = scores.map((_, i) => i < 2 || random.next() < 0.5);
        const weights = weightsOf(masked(separation, mask), scores, beta);
        expect(weights.filter((_, i) => !mask[i]).every((weight) => weight === 0)).toBe(true);
        expect(Math.abs(sum(weights) - 1)).toBeLessThan(1e-5);
        const kept = scores.filter((_, i) => mask[i]);
        expect(Array.from(weights.filter((_, i) => mask[i]))).toEqual(
          Array.from(weightsOf(separation, kept, beta)),
        );
      }),
      runs,
    );
  });
});

it.each(separations.filter(({ potential }) => potential))(
  "weights of $name are the gradient of its potential",
  (separation) => {
    const { potential } = separation;
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 8 }), (seed, count) => {
        const random = createRandom(seed);
        const scores = Float64Array.from({ length: count }, () => normal(random));
        const weights = separation.weights(new Float64Array(count), scores, 1);
        // The potential is convex: it lies above each of its tangents, whatever the other point.
        const other = Float64Array.from({ length: count }, () => normal(random, 0, 3));
        const tangent = sum(weights.map((weight, i) => weight * (other[i] - scores[i])));
        const rise = (potential?.(other, 1) ?? 0) - (potential?.(scores, 1) ?? 0);
        expect(rise).toBeGreaterThanOrEqual(tangent - 1e-9);
        // And close by, away from a change of support, the difference quotient is the weight.
        const step = 1e-6;
        const nudged = (by: number): number =>
          potential?.(
            scores.map((s, i) => (i === 0 ? s + by : s)),
            1,
          ) ?? 0;
        const slope = (nudged(step) - nudged(-step)) / (2 * step);
        const [low, high] = [-step, step].map((by) => {
          const at = scores.map((s, i) => (i === 0 ? s + by : s));
          return separation.weights(new Float64Array(count), at, 1)[0];
        });
        expect(slope).toBeGreaterThanOrEqual(Math.min(low, weights[0]) - 1e-5);
        expect(slope).toBeLessThanOrEqual(Math.max(high, weights[0]) + 1e-5);
      }),
      runs,
    );
  },
);

it("top-K has exactly K weights above 0", () => {
  fc.assert(
    fc.property(scoreRows, fc.integer({ min: 1, max: 24 }), (scores, k) => {
      fc.pre(k <= scores.length);
      expect(weightsOf(topK(k), scores, 1).filter((weight) => weight > 0)).toHaveLength(k);
    }),
    runs,
  );
});

it("entmax with α > 1 leaves out exactly the scores at least 1/(β(α−1)) below the threshold's reach", () => {
  fc.assert(
    fc.property(scoreRows, betas, fc.constantFrom(1.25, 1.5, 2, 3), (scores, beta, alpha) => {
      const weights = weightsOf(entmax(alpha), scores, beta);
      const top = Math.max(...scores);
      scores.forEach((score, i) => {
        if (beta * (alpha - 1) * (top - score) >= 1 + 1e-6) expect(weights[i]).toBe(0);
      });
    }),
    runs,
  );
});

describe("energy", () => {
  const guaranteed = guaranteedSimilarities.flatMap((similarity) =>
    separations.filter(({ potential }) => potential).map((separation) => ({ similarity, separation })),
  );
  it.each(guaranteed)("never rises: $similarity.name, $separation.name", ({ similarity, separation }) => {
    fc.assert(
      fc.property(seeds, betas, fc.integer({ min: 2, max: 9 }), (seed, beta, patternCount) => {
        const random = createRandom(seed);
        const patterns = gaussian(patternCount, 3, random);
        const found = retrieve(gaussian(2, 3, random, 2), patterns, {
          similarity,
          separation,
          beta,
          steps: 12,
        });
        for (const row of found.energies ?? []) {
          for (let t = 1; t < row.length; t++) {
            expect(row[t]).toBeLessThanOrEqual(row[t - 1] + 2e-5 * (1 + Math.abs(row[t])));
          }
        }
        expect(found.energies).toHaveLength(2);
      }),
      runs,
    );
  });

  it("never rises with known coordinates clamped (dot product)", () => {
    fc.assert(
      fc.property(seeds, betas, (seed, beta) => {
        const random = createRandom(seed);
        const known = [true, false, random.next() < 0.5, false];
        const found = retrieve(gaussian(1, 4, random), gaussian(6, 4, random), { beta, steps: 12, known });
        const row = found.energies?.[0] ?? [];
        for (let t = 1; t < row.length; t++) {
          expect(row[t]).toBeLessThanOrEqual(row[t - 1] + 2e-5 * (1 + Math.abs(row[t])));
        }
        expect(row.length).toBeGreaterThan(1);
      }),
      runs,
    );
  });
});

describe.each(similarities)("scores of $name", (similarity) => {
  it("do not depend on the order of the patterns or the size of the batch", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), (seed, N, B) => {
        const random = createRandom(seed);
        const [patterns, queries] = [gaussian(N, 3, random), gaussian(B, 3, random)];
        const scores = scoresOf(similarity, queries, patterns);
        const reversed = fromRows(toRows(patterns).reverse());
        expect(toRows(scoresOf(similarity, queries, reversed)).map((row) => row.reverse())).toEqual(
          toRows(scores),
        );
        const last = fromRows(toRows(queries).slice(-1));
        expect(toRows(scoresOf(similarity, last, patterns))[0]).toEqual(toRows(scores)[B - 1]);
      }),
      runs,
    );
  });
});

function scoresOf(similarity: Similarity, queries: Matrix, patterns: Matrix): Matrix {
  return similarity.prepare(patterns, reference).scores(zeros(queries.rows, patterns.rows), queries);
}

const distance = (x: Float32Array, y: Float32Array): number =>
  Math.hypot(...x.map((value, i) => value - y[i]));

describe("theory", () => {
  it("entmax retrieves exactly if and only if the margin says so", () => {
    fc.assert(
      fc.property(seeds, betas, fc.constantFrom(1.25, 1.5, 2), (seed, beta, alpha) => {
        const patterns = gaussian(5, 6, createRandom(seed));
        const { weights } = retrieve(patterns, patterns, { separation: entmax(alpha), beta });
        const margins = exactRetrievalMargins(geometryOf(patterns), { beta, alpha });
        supportOf(weights).forEach((support, mu) => {
          if (Math.abs(margins[mu]) < 1e-4 * (1 + 1 / beta)) return; // too close for float32 to tell
          expect(support.length === 1 && support[0] === mu).toBe(margins[mu] > 0);
        });
      }),
      runs,
    );
  });

  it("dense retrieval from within a radius of a pattern errs by at most the bound (1.3)", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 1, max: 20, noNaN: true }), (seed, beta) => {
        const random = createRandom(seed);
        const patterns = gaussian(6, 12, random);
        const radius = 0.05 + 0.2 * random.next();
        const queries = fromRows(toRows(patterns).map((pattern) => nudge(pattern, radius, random)));
        const { states } = retrieve(queries, patterns, { beta });
        const bounds = logDenseErrorBounds(geometryOf(patterns), beta, radius);
        for (let mu = 0; mu < patterns.rows; mu++) {
          expect(distance(rowOf(states, mu), rowOf(patterns, mu))).toBeLessThanOrEqual(
            Math.exp(bounds[mu]) + 1e-5,
          );
        }
      }),
      runs,
    );
  });

  it("top-K retrieval errs by at most the corrected bound (4.1)", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (seed, beta, k) => {
          const random = createRandom(seed);
          const patterns = gaussian(6, 8, random);
          const queries = fromRows(toRows(patterns).map((pattern) => nudge(pattern, 0.5, random)));
          const { states, weights } = retrieve(queries, patterns, { separation: topK(k), beta });
          const bounds = logSparseErrorBounds(queries, patterns, { beta, k });
          for (let mu = 0; mu < patterns.rows; mu++) {
            if (weights.data[mu * patterns.rows + mu] === 0) continue; // the bound asks that μ is kept
            expect(distance(rowOf(states, mu), rowOf(patterns, mu))).toBeLessThanOrEqual(
              Math.exp(bounds[mu]) + 1e-5,
            );
          }
        },
      ),
      runs,
    );
  });
});

function nudge(pattern: number[], length: number, random = createRandom(0)): number[] {
  const direction = pattern.map(() => normal(random));
  const size = Math.hypot(...direction);
  return pattern.map((value, i) => value + (0.99 * length * direction[i]) / size);
}

it("same seed, same bytes", () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(...separations), (seed, separation) => {
      const run = (): Float32Array => {
        const random = createRandom(seed);
        return retrieve(gaussian(2, 5, random), gaussian(7, 5, random), { separation, beta: 3, steps: 5 })
          .states.data;
      };
      expect(run()).toEqual(run());
    }),
    runs,
  );
});
