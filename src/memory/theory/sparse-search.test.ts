import { expect, it } from "vitest";
import { createRandom, dotProduct, rowOf, squaredDistance } from "../../math/index.ts";
import { logKeptErrorBounds } from "./bounds.ts";
import { geometryOf } from "./geometry.ts";
import { type SparseRetrieval, worstSparseRetrieval } from "./sparse-search.ts";

it("finds that leaving patterns out can make retrieval worse, against corollary 4.1.1", () => {
  const worst = worstSparseRetrieval(createRandom(1));
  const { patterns, query, target, mask, beta } = worst;
  expect(worst.sparseError).toBeGreaterThan(worst.denseError + 0.5);
  expect(worst.denseError).toBeCloseTo(
    plainError(worst, () => true),
    5,
  );
  expect(worst.sparseError).toBeCloseTo(
    plainError(worst, (nu) => mask[nu]),
    5,
  );
  // It is what the corollary speaks of: μ is kept, and x lies within R of it.
  expect(mask[target]).toBe(true);
  const distance = Math.sqrt(squaredDistance(query.data, rowOf(patterns, target)));
  expect(distance).toBeLessThanOrEqual(geometryOf(patterns).radius * (1 + 1e-6));
  // The corrected bound holds all the same.
  const [bound] = logKeptErrorBounds(query, patterns, { beta, mask, targets: [target] });
  expect(Math.log(worst.sparseError)).toBeLessThanOrEqual(bound);
});

it("finds none in one dimension with two patterns, where leaving out the other leaves no error", () => {
  const worst = worstSparseRetrieval(createRandom(2), { draws: 300, patternCount: 2, dimension: 1 });
  expect(worst.sparseError).toBeLessThanOrEqual(worst.denseError);
});

it("finds the same again with the same seed, and never less in more draws", () => {
  const search = (draws: number): SparseRetrieval => worstSparseRetrieval(createRandom(5), { draws });
  expect(search(50)).toEqual(search(50));
  const excess = ({ sparseError, denseError }: SparseRetrieval): number => sparseError - denseError;
  expect(excess(search(200))).toBeGreaterThanOrEqual(excess(search(50)));
});

it("refuses options out of range", () => {
  const random = createRandom(1);
  expect(() => worstSparseRetrieval(random, { draws: 0 })).toThrow("draws must be a whole number ≥ 1, got 0");
  expect(() => worstSparseRetrieval(random, { patternCount: 1 })).toThrow(
    "patternCount must be a whole number ≥ 2",
  );
  expect(() => worstSparseRetrieval(random, { dimension: 0.5 })).toThrow(
    "dimension must be a whole number ≥ 1",
  );
  expect(() => worstSparseRetrieval(random, { betas: [2, 1] })).toThrow(
    "betas must be two finite numbers > 0",
  );
});

/** |softmax(β x Ξᵀ) Ξ − ξ_μ| over the patterns that `keeps`, in float64. */
function plainError(
  { patterns, query, target, beta }: SparseRetrieval,
  keeps: (nu: number) => boolean,
): number {
  const kept = Array.from({ length: patterns.rows }, (_, nu) => nu).filter(keeps);
  const raw = kept.map((nu) => Math.exp(beta * dotProduct(query.data, rowOf(patterns, nu))));
  const total = raw.reduce((sum, value) => sum + value, 0);
  const state = Array.from({ length: patterns.columns }, (_, i) =>
    kept.reduce((sum, nu, at) => sum + (raw[at] / total) * rowOf(patterns, nu)[i], 0),
  );
  return Math.sqrt(squaredDistance(state, rowOf(patterns, target)));
}
