import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, integer, normal, type Random } from "./random.ts";
import { fitSupportVectors } from "./support-vector.ts";
import { dotProduct } from "./vector.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const magnitudes = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** A Gram matrix of N random features, often of lower rank than N, and targets. */
function problem(random: Random): { gram: Float64Array[]; targets: Float64Array } {
  const [N, rank] = [1 + integer(random, 12), 1 + integer(random, 12)];
  const features = Array.from({ length: N }, () => Float64Array.from({ length: rank }, () => normal(random)));
  return {
    gram: features.map((x) => Float64Array.from(features, (y) => dotProduct(x, y))),
    targets: Float64Array.from({ length: N }, () => normal(random, 0, 2)),
  };
}

describe("the fit", () => {
  it("meets the conditions of Karush, Kuhn and Tucker", () => {
    fc.assert(
      fc.property(seeds, magnitudes(0.01, 1), magnitudes(0.05, 50), (seed, epsilon, C) => {
        const { gram, targets } = problem(createRandom(seed));
        const fit = fitSupportVectors(gram, targets, { epsilon, C, tolerance: 1e-12 });
        expect(fit.converged).toBe(true);
        const none = 1e-10 * (1 + fit.dual);
        fit.coefficients.forEach((theta, mu) => {
          const residual = targets[mu] - dotProduct(gram[mu], fit.coefficients);
          const [size, outside] = [Math.abs(theta), Math.abs(residual) - epsilon];
          expect(size).toBeLessThanOrEqual(C);
          // Only at the bound may a residual lie outside ±ε′, only at 0 inside, and θ has its sign.
          expect((C - size) * Math.max(0, outside)).toBeLessThanOrEqual(none);
          expect(size * Math.max(0, -outside)).toBeLessThanOrEqual(none);
          expect(-theta * residual).toBeLessThanOrEqual(none);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("never lets the dual fall nor the gap be below 0, and no coefficients do better", () => {
    fc.assert(
      fc.property(seeds, magnitudes(0.001, 1), magnitudes(0.05, 1e4), (seed, epsilon, C) => {
        const random = createRandom(seed);
        const { gram, targets } = problem(random);
        const course: { dual: number; gap: number }[] = [];
        const onRound = (at: { dual: number; gap: number }): void => void course.push(at);
        const fit = fitSupportVectors(gram, targets, { epsilon, C, onRound });
        expect(course).toHaveLength(fit.rounds + 1);
        const rounding = roundingOf(gram, fit.coefficients);
        course.forEach(({ dual, gap }, t) => {
          expect(gap).toBeGreaterThanOrEqual(0);
          if (t > 0) expect(dual).toBeGreaterThanOrEqual(course[t - 1].dual - rounding);
        });
        const best = fit.dual + fit.gap;
        for (let trial = 0; trial < 20; trial++) {
          const near = trial % 2 ? 0 : 1;
          const theta = fit.coefficients.map((value) =>
            Math.max(-C, Math.min(C, near * value + normal(random, 0, near ? 0.01 : C))),
          );
          expect(dualOf(gram, targets, { theta, epsilon })).toBeLessThanOrEqual(best + 1e-9 * Math.abs(best));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of one pattern is the shrunk quotient, at most C", () => {
    const theta = (y: number, C: number): number =>
      fitSupportVectors([Float64Array.of(4)], [y], { epsilon: 0.5, C }).coefficients[0];
    expect(theta(2.5, 10)).toBeCloseTo(0.5, 12);
    expect(theta(-2.5, 10)).toBeCloseTo(-0.5, 12);
    expect(theta(2.5, 0.25)).toBe(0.25);
    expect(theta(0.4, 10)).toBe(0);
  });

  it("has no support where ε′ exceeds every target, and takes no round", () => {
    const { gram, targets } = problem(createRandom(4));
    const fit = fitSupportVectors(gram, targets, { epsilon: 20, C: 1 });
    expect(Array.from(fit.coefficients)).toEqual(new Array(targets.length).fill(0));
    expect(fit).toMatchObject({ dual: 0, gap: 0, rounds: 0, converged: true });
  });

  it("takes duplicates, and features that are 0", () => {
    const gram = [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ].map((row) => Float64Array.from(row));
    const { coefficients, converged } = fitSupportVectors(gram, [1, 1, 3], { epsilon: 0.1, C: 5 });
    expect(converged).toBe(true);
    expect(coefficients[0] + coefficients[1]).toBeCloseTo(0.9, 9);
    // Nothing that is said of the third can bring its error down: each unit of θ gains y − ε′, up to C.
    expect(coefficients[2]).toBe(5);
  });

  it("that runs out of rounds says so, with a gap that bounds what is missing", () => {
    const random = createRandom(11);
    const features = Array.from({ length: 30 }, () =>
      Float64Array.from({ length: 30 }, () => normal(random)),
    );
    const gram = features.map((x) => Float64Array.from(features, (y) => dotProduct(x, y)));
    const targets = features.map(() => normal(random));
    const whole = fitSupportVectors(gram, targets, { epsilon: 0.01, C: 10 });
    const cut = fitSupportVectors(gram, targets, { epsilon: 0.01, C: 10, rounds: 1 });
    expect(whole.converged).toBe(true);
    expect(cut).toMatchObject({ converged: false, rounds: 1 });
    expect(cut.dual).toBeLessThan(whole.dual);
    expect(cut.dual + cut.gap).toBeGreaterThanOrEqual(whole.dual);
  });

  it("refuses what makes no problem", () => {
    const one = [Float64Array.of(1)];
    const wrong: [Float64Array[], number[], { epsilon: number; C: number; rounds?: number }, string][] = [
      [one, [1, 2], { epsilon: 0, C: 1 }, "1 rows for 2 targets"],
      [[Float64Array.of(1, 2)], [1], { epsilon: 0, C: 1 }, "row 0 of the Gram matrix has 2 numbers, needs 1"],
      [[Float64Array.of(Number.NaN)], [1], { epsilon: 0, C: 1 }, "got NaN in row 0"],
      [[Float64Array.of(-1)], [1], { epsilon: 0, C: 1 }, "diagonal of the Gram matrix must be ≥ 0, got -1"],
      [one, [Number.POSITIVE_INFINITY], { epsilon: 0, C: 1 }, "targets must be finite, got Infinity at 0"],
      [one, [1], { epsilon: -1, C: 1 }, "epsilon must be a finite number ≥ 0, got -1"],
      [one, [1], { epsilon: 0, C: 0 }, "C must be a finite number > 0, got 0"],
      [one, [1], { epsilon: 0, C: 1, rounds: 0.5 }, "rounds must be a whole number ≥ 1, got 0.5"],
    ];
    for (const [gram, targets, options, message] of wrong) {
      expect(() => fitSupportVectors(gram, targets, options)).toThrow(message);
    }
  });
});

/** What float64 can lose in θᵀ K θ: huge coefficients of nearly equal patterns cancel there. */
function roundingOf(gram: Float64Array[], theta: Float64Array): number {
  const sizes = theta.map(Math.abs);
  return (
    2 ** -52 *
    gram.length *
    dotProduct(
      sizes,
      gram.map((row) => dotProduct(row.map(Math.abs), sizes)),
    )
  );
}

function dualOf(
  gram: Float64Array[],
  targets: Float64Array,
  { theta, epsilon }: { theta: Float64Array; epsilon: number },
): number {
  const image = gram.map((row) => dotProduct(row, theta));
  const size = theta.reduce((sum, value) => sum + Math.abs(value), 0);
  return dotProduct(theta, targets) - epsilon * size - dotProduct(theta, image) / 2;
}
