import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, fromRows, type Matrix, normal, reference, zeros } from "../math/index.ts";
import { drawn } from "./drawn.ts";
import { featureLoss } from "./feature-loss.ts";
import { separationLoss } from "./separation-loss.ts";
import { type LossSettings, lossOf } from "./settings.ts";

const SETTINGS: LossSettings[] = (["average", "maximum", "squared-kernel"] as const).flatMap((loss) =>
  (["normalised", "raw"] as const).flatMap((features) =>
    (["distinct", "all"] as const)
      .filter((pairs) => loss !== "maximum" || pairs === "distinct")
      .map((pairs) => ({ loss, features, pairs })),
  ),
);

/** The loss by its formula, term by term in float64; W is given by its numbers. */
function plainLoss(X: Matrix, W: ArrayLike<number>, settings: LossSettings): number {
  const { loss, t, pairs, features } = lossOf(settings, "plainLoss");
  const D = W.length / X.columns;
  const rows = Array.from({ length: X.rows }, (_, m) => {
    const row = Array.from({ length: D }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < X.columns; k++) sum += W[i * X.columns + k] * X.data[m * X.columns + k];
      return sum;
    });
    const length = features === "raw" ? 1 : Math.hypot(...row);
    return row.map((value) => value / length);
  });
  const exponents = rows.flatMap((a, i) =>
    rows.flatMap((b, j) => {
      if (pairs === "distinct" && j <= i) return [];
      const K = a.reduce((sum, value, k) => sum + value * b[k], 0);
      const distance = a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0);
      return [loss === "squared-kernel" ? 2 * t * (K * K - 1) : -t * distance];
    }),
  );
  const top = Math.max(...exponents);
  if (loss === "maximum") return top;
  return top + Math.log(exponents.reduce((sum, value) => sum + Math.exp(value - top), 0) / exponents.length);
}

function normals(rows: number, columns: number, seed: number, deviation = 1): Matrix {
  const random = createRandom(seed);
  return drawn(rows, columns, () => normal(random, 0, deviation));
}

describe.each(SETTINGS)("separation loss, $loss of $features features, $pairs pairs", (settings) => {
  it("is what the formula says, and its gradient what differences say", () => {
    const property = fc.property(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(0.5, 2),
      (M, d, D, seed, t) => {
        const [X, W] = [normals(M, d, seed, 0.7), normals(D, d, seed + 1, 0.7)];
        const chosen = { ...settings, t };
        const { loss, gradient } = separationLoss(X, W, { ...chosen, backend: reference });
        const expected = plainLoss(X, W.data, chosen);
        expect(Math.abs(loss - expected)).toBeLessThanOrEqual(2e-6 * (1 + t) * (1 + Math.abs(expected)));
        const size = Math.max(...gradient.data.map(Math.abs));
        for (let i = 0; i < W.data.length; i++) {
          const [up, down] = [1e-5, -1e-5].map((step) => {
            const moved = Float64Array.from(W.data);
            moved[i] += step;
            return plainLoss(X, moved, chosen);
          });
          const slope = (up - down) / 2e-5;
          expect(Math.abs(gradient.data[i] - slope)).toBeLessThanOrEqual(1e-4 * (0.1 + size));
        }
      },
    );
    fc.assert(property, { numRuns: 25, seed: 4 });
  });

  it("is the same tile by tile", () => {
    const F = normals(23, 7, 3, 0.6);
    const chosen = lossOf(settings, "test");
    const whole = featureLoss(F, chosen, reference);
    const tiled = featureLoss(F, chosen, reference, { tile: 5, whole: 1 });
    expect(tiled.loss).toBeCloseTo(whole.loss, 6);
    const largest = Math.max(...whole.gradient.data.map(Math.abs));
    tiled.gradient.data.forEach((value, i) => {
      expect(Math.abs(value - whole.gradient.data[i])).toBeLessThanOrEqual(2e-6 * (1 + largest));
    });
  });
});

describe("separation loss", () => {
  const X = normals(4, 3, 1);
  const W = normals(3, 3, 2);

  it("isn't convex: at W and −W it is below what it is at 0", () => {
    const raw = { features: "raw" } as const;
    const negative = { ...W, data: W.data.map((value) => -value) };
    expect(separationLoss(X, negative, raw).loss).toBeCloseTo(separationLoss(X, W, raw).loss, 6);
    expect(separationLoss(X, W, raw).loss).toBeLessThan(separationLoss(X, zeros(3, 3), raw).loss);
    expect(separationLoss(X, zeros(3, 3), raw).loss).toBeCloseTo(0, 12);
  });

  it("over all pairs is never below −log M, over distinct ones it may be", () => {
    const far = { ...W, data: W.data.map((value) => 30 * value) };
    expect(separationLoss(X, far, { features: "raw", pairs: "all" }).loss).toBeCloseTo(-Math.log(4), 6);
    expect(separationLoss(X, far, { features: "raw" }).loss).toBeLessThan(-20);
  });

  it("depends on W's direction alone where features are normalised; the gradient goes with 1/|W|", () => {
    const doubled = { ...W, data: W.data.map((value) => 2 * value) };
    const [one, two] = [separationLoss(X, W), separationLoss(X, doubled)];
    expect(two.loss).toBeCloseTo(one.loss, 6);
    two.gradient.data.forEach((value, i) => {
      expect(2 * value).toBeCloseTo(one.gradient.data[i], 5);
    });
  });

  it("keeps its precision where every exponent is far below what exp can show", () => {
    const { loss, gradient } = separationLoss(X, W, { t: 900 });
    expect(Math.abs(loss - plainMaximum(X, W, 900))).toBeLessThan(Math.log(6) + 1e-3);
    expect(gradient.data.some((value) => value !== 0)).toBe(true);
  });

  it("refuses what makes no sense", () => {
    const zero = fromRows([
      [0, 0, 0],
      [1, 0, 0],
    ]);
    expect(() => separationLoss([[1, 2, 3]], W)).toThrow(/at least two patterns.*got \[1, 3\]/);
    expect(() => separationLoss(X, normals(3, 4, 1))).toThrow(/W is \[3, 4\] and patterns \[4, 3\]/);
    expect(() => separationLoss(X, W, { t: 0 })).toThrow(/t must be a finite number > 0, got 0/);
    expect(() => separationLoss(X, W, { loss: "other" as "average" })).toThrow(/loss must be one of average/);
    expect(() => separationLoss(X, W, { loss: "maximum", pairs: "all" })).toThrow(/always 0/);
    expect(() => separationLoss(zero, W)).toThrow(/features of pattern 0 are zero/);
    expect(separationLoss(zero, W, { features: "raw" }).loss).toBeLessThan(0);
    expect(() =>
      separationLoss(
        [
          [Number.NaN, 1],
          [1, 1],
        ],
        [[1, 1]],
      ),
    ).toThrow(/must be finite/);
  });
});

function plainMaximum(X: Matrix, W: Matrix, t: number): number {
  return plainLoss(X, W.data, { loss: "maximum", t });
}
