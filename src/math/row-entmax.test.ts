import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entmaxRow } from "./row-entmax.ts";
import { softmaxRow } from "./row-softmax.ts";

const entmax = (scores: number[], alpha: number, beta = 1): Float64Array =>
  entmaxRow(new Float64Array(scores.length), Float64Array.from(scores), beta, alpha) as Float64Array;

const total = (p: Float64Array): number => p.reduce((sum, value) => sum + value, 0);

describe("entmaxRow", () => {
  const scoresAndAlpha = fc.tuple(
    fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 40 }),
    fc.oneof(fc.constantFrom(1, 1.5, 2), fc.double({ min: 1.0001, max: 8, noNaN: true })),
  );

  it("satisfies the optimality condition: p = [(α−1)(s − μ) + 1]₊^{1/(α−1)} with one μ, summing to 1", () => {
    fc.assert(
      fc.property(scoresAndAlpha, ([scores, alpha]) => {
        const p = entmax(scores, alpha);
        expect(Math.abs(total(p) - 1)).toBeLessThan(1e-9);
        const shifts = scores.flatMap((s, i) =>
          p[i] > 1e-6 ? [alpha === 1 ? s - Math.log(p[i]) : s - (p[i] ** (alpha - 1) - 1) / (alpha - 1)] : [],
        );
        const mu = shifts[0];
        for (const shift of shifts) expect(Math.abs(shift - mu)).toBeLessThan(1e-6 * (1 + Math.abs(mu)));
        // A score left out lies at least 1/(α−1) below μ.
        const leftOut = scores.filter((_, i) => p[i] === 0 && alpha > 1);
        for (const s of leftOut) expect(mu - s).toBeGreaterThan(1 / (alpha - 1) - 1e-6);
      }),
      { numRuns: 400 },
    );
  });

  it("iterates to what sorting gives, just beside 1.5 and 2", () => {
    const scores = [1.2, 0.9, 0.3, -0.4, 0.95, 1.19];
    for (const alpha of [1.5, 2]) {
      const [exact, near] = [entmax(scores, alpha), entmax(scores, alpha + 1e-12)];
      exact.forEach((weight, i) => {
        expect(near[i]).toBeCloseTo(weight, 9);
      });
    }
  });

  it("tends to softmax as α falls to 1", () => {
    const scores = [3, 1, 0.2, -5];
    const soft = softmaxRow(new Float64Array(4), Float64Array.from(scores), 1);
    for (const alpha of [1 + 1e-4, 1 + 1e-7, 1 + 1e-10]) {
      entmax(scores, alpha).forEach((weight, i) => {
        expect(Math.abs(weight - soft[i])).toBeLessThan(10 * (alpha - 1) + 1e-7);
      });
    }
  });

  it("stands scores of ±1e4, equal scores and a single one", () => {
    for (const alpha of [1, 1.1, 1.5, 1.9, 2, 3, 20]) {
      expect(Array.from(entmax([1e4, -1e4, 0], alpha))).toEqual([1, 0, 0]);
      for (const weight of entmax([7, 7, 7, 7], alpha)) expect(weight).toBeCloseTo(0.25, 12);
      expect(Array.from(entmax([-1e4], alpha))).toEqual([1]);
    }
  });
});
