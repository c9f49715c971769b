import { describe, expect, it } from "vitest";
import { createRandom, normal, type Random } from "../../math/index.ts";
import { aucDifference, aucInterval, type ScoredFold } from "./auc-interval.ts";

/** Scores of m positives, N(shift, 1), and n negatives, N(0, 1). */
function binormal(random: Random, { m, n, shift }: { m: number; n: number; shift: number }): ScoredFold {
  const labels = Array.from({ length: m + n }, (_, i) => i < m);
  return { labels, scores: labels.map((label) => normal(random, label ? shift : 0)) };
}

describe("aucInterval", () => {
  it("has DeLong's variance for one fold: S₁/m + S₀/n of the placements", () => {
    const { auc, standardError, low, high } = aucInterval([
      { labels: [1, 1, 1, 0, 0], scores: [0.9, 0.4, 0.6, 0.5, 0.4] },
    ]);
    // Placements of the positives 1, 1/4, 1; of the negatives 2/3, 5/6.
    expect(auc).toBeCloseTo(0.75, 12);
    const [s1, s0] = [(2 * 0.25 ** 2 + 0.5 ** 2) / 2, 2 * (1 / 12) ** 2];
    expect(standardError).toBeCloseTo(Math.sqrt(s1 / 3 + s0 / 2), 12);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(1);
  });

  it("is the mean of the folds' AUCs, whose scores are not ranked against each other", () => {
    const near = { labels: [1, 0], scores: [2, 1] };
    const far = { labels: [1, 0], scores: [-50, -80] };
    expect(aucInterval([near, far]).auc).toBe(1);
    expect(aucInterval([near, { labels: [1, 0], scores: [1, 2] }])).toMatchObject({
      auc: 0.5,
      folds: [1, 0],
    });
  });

  it("doesn't claim certainty where everything is right, or wrong", () => {
    const labels = Array.from({ length: 20 }, (_, i) => i < 10);
    const right = aucInterval([{ labels, scores: labels.map(Number) }]);
    expect(right).toMatchObject({ auc: 1, high: 1 });
    expect(right.low).toBeGreaterThan(0.6);
    expect(right.low).toBeLessThan(0.9);
    const wrong = aucInterval([{ labels, scores: labels.map((label) => -Number(label)) }]);
    expect(wrong.high).toBeCloseTo(1 - right.low, 9);
  });

  it.each([0.5, 1.2, 2.2])(
    "covers the true area of binormal scores in about 95 %% of draws (shift %d)",
    (shift) => {
      const random = createRandom(5);
      const area = phi(shift / Math.SQRT2);
      const draws = 400;
      let covered = 0;
      for (let draw = 0; draw < draws; draw++) {
        const { low, high } = aucInterval(
          Array.from({ length: 4 }, () => binormal(random, { m: 12, n: 18, shift })),
        );
        if (low <= area && area <= high) covered++;
      }
      expect(covered / draws).toBeGreaterThan(0.92);
      expect(covered / draws).toBeLessThan(0.985);
    },
  );

  it("refuses folds that can't be scored", () => {
    expect(() => aucInterval([])).toThrow(RangeError);
    expect(() => aucInterval([{ labels: [1, 1], scores: [1, 2] }])).toThrow(/fold 0 needs both classes/);
    expect(() => aucInterval([{ labels: [1, 0], scores: [Number.NaN, 2] }])).toThrow(/finite scores/);
  });
});

describe("aucDifference", () => {
  const fold = { labels: [1, 1, 1, 0, 0], scores: [0.9, 0.4, 0.6, 0.5, 0.4] };
  const other = { labels: [1, 1, 1, 0, 0], scores: [0.9, 0.5, 0.6, 0.5, 0.7] };

  it("has the variance of the placements' differences", () => {
    // Placements of the positives 1, 1/4, 1 and 1, 1/4, 1/2; of the negatives 2/3, 5/6 and 5/6, 1/3.
    const { difference, high } = aucDifference([fold], [other]);
    expect(difference).toBeCloseTo(0.75 - 7 / 12, 12);
    const d = 0.75 - 7 / 12;
    const s1 = (2 * d ** 2 + (0.5 - d) ** 2) / 2;
    const s0 = (-1 / 6 - d) ** 2 + (0.5 - d) ** 2;
    expect(high - difference).toBeCloseTo(1.959964 * Math.sqrt(s1 / 3 + s0 / 2), 9);
  });

  it("is 0 of a model from itself, and wants the same folds", () => {
    expect(aucDifference([fold], [fold])).toEqual({ difference: 0, low: 0, high: 0 });
    expect(() => aucDifference([fold], [{ ...other, labels: [1, 1, 0, 1, 0] }])).toThrow(/same folds/);
    expect(() => aucDifference([fold], [fold, fold])).toThrow(/same folds/);
  });
});

/** The normal distribution function, by summing its density. */
function phi(x: number): number {
  const steps = 20000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const t = -8 + ((x + 8) * (i + 0.5)) / steps;
    sum += Math.exp((-t * t) / 2);
  }
  return (sum * (x + 8)) / steps / Math.sqrt(2 * Math.PI);
}
