import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, gaussian } from "../../test/matrices.ts";
import { createRandom, dotProduct, type Matrix, norm, rowOf, toRows } from "../math/index.ts";
import { featureKernel, polynomial, retrieve } from "../memory/index.ts";
import { dense } from "./dense.ts";
import { randomDirections } from "./random-directions.ts";
import { randomFeatureError } from "./random-feature-error.ts";
import { randomFeatureDefinition, randomFeatures } from "./random-features.ts";

/** Mean |xᵢ − yᵢ|. */
function distance(x: Matrix, y: Matrix): number {
  return x.data.reduce((sum, value, i) => sum + Math.abs(value - y.data[i]), 0) / x.data.length;
}

const sizes = fc.record({
  N: fc.integer({ min: 1, max: 40 }),
  d: fc.integer({ min: 1, max: 7 }),
  v: fc.integer({ min: 1, max: 4 }),
  B: fc.integer({ min: 0, max: 35 }),
  m: fc.integer({ min: 1, max: 33 }),
  steps: fc.integer({ min: 1, max: 3 }),
  beta: fc.double({ min: 0.1, max: 2, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

describe("randomFeatures", () => {
  it("computes what its weights would", () => {
    fc.assert(
      fc.property(sizes, ({ N, d, v, B, m, steps, beta, seed }) => {
        const [patterns, queries, values] = [
          gaussian(N, d, seed),
          gaussian(B, d, seed + 1),
          gaussian(N, v, seed + 2),
        ];
        const stored = randomFeatures({ beta, features: m, seed }).store(patterns, { values });
        const found = stored.retrieve(queries, { steps });
        const definition = randomFeatureDefinition(randomDirections(m, d, { seed }), beta);
        const expected = retrieve(queries, patterns, { ...definition, values, steps });
        expectNear(found.states, expected.states, 2e-5);
        expectNear(found.outputs, expected.outputs, 2e-5);
        expect(found.weights).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it("computes what the published features would, as coded", () => {
    const [patterns, queries] = [gaussian(20, 5, 1), gaussian(7, 5, 2)];
    const omega = randomDirections(12, 5, { seed: 4 });
    const kernel = featureKernel("relu", (x) =>
      toRows(omega).map((direction) => Math.max(dotProduct(direction, x) / 5 ** 0.25, 0) + 1e-3),
    );
    const model = randomFeatures({ features: 12, seed: 4, asCoded: "relu" });
    const found = model.store(patterns).retrieve(queries, { steps: 2 });
    const expected = retrieve(queries, patterns, { similarity: kernel, separation: polynomial(1), steps: 2 });
    expectNear(found.states, expected.states, 1e-5);
  });

  it("comes nearer to the dense model the more features it has", () => {
    const [patterns, queries] = [gaussian(30, 4, 1, 0.5), gaussian(20, 4, 2, 0.5)];
    const exact = dense({ beta: 0.5 }).store(patterns).retrieve(queries).states;
    const [few, many] = [64, 2 ** 14].map((features) => {
      const model = randomFeatures({ beta: 0.5, features });
      return distance(model.store(patterns).retrieve(queries).states, exact);
    });
    expect(many).toBeLessThan(few / 4);
    expect(many).toBeLessThan(0.01);
  });

  it.each([1e-6, 1, 1e4, 1e30])("never overflows, with numbers of the size of %s", (scale) => {
    const [patterns, queries] = [gaussian(40, 6, 1, scale), gaussian(33, 6, 2, scale)];
    const { states } = randomFeatures({ beta: 8, features: 32 })
      .store(patterns)
      .retrieve(queries, { steps: 3 });
    expect(states.data.every(Number.isFinite)).toBe(true);
    const largest = patterns.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    states.data.forEach((value) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(largest * (1 + 1e-6));
    });
  });

  it("is drawn again by another seed only", () => {
    const [patterns, queries] = [gaussian(10, 3, 1), gaussian(2, 3, 2)];
    const answer = (seed: number): Matrix =>
      randomFeatures({ seed }).store(patterns).retrieve(queries).states;
    expect(answer(1)).toEqual(answer(1));
    expect(answer(1)).not.toEqual(answer(2));
    const model = randomFeatures({ seed: createRandom(5) });
    const [first, second] = [1, 2].map(() => model.store(patterns).retrieve(queries).states);
    expect(first).toEqual(second);
  });

  it("tells what is wrong", () => {
    expect(() => randomFeatures({ features: 0 })).toThrow("features must be a whole number ≥ 1, got 0");
    expect(() => randomFeatures({ beta: 0 })).toThrow("beta must be a finite number > 0, got 0");
    expect(() => randomFeatures({ seed: -1 })).toThrow("seed must be a whole number ≥ 0, got -1");
    expect(() => randomFeatures({ omega: [[Number.NaN]] })).toThrow("omega: every number must be finite");
    expect(() => randomFeatures({ omega: [[1, 2]] }).store([[1, 2, 3]])).toThrow(
      "omega is [1, 2]; these patterns need [m, 3], m ≥ 1",
    );
    expect(() => randomFeatures().store([[], []])).toThrow("patterns are [2, 0], without a column");
  });
});

describe("randomDirections", () => {
  it("are at right angles within blocks of d", () => {
    const omega = randomDirections(13, 5, { seed: 3 });
    for (let i = 0; i < 13; i++) {
      for (let j = 0; j < i; j++) {
        const [x, y] = [rowOf(omega, i), rowOf(omega, j)];
        const cosine = dotProduct(x, y) / (norm(x) * norm(y));
        if (Math.floor(i / 5) === Math.floor(j / 5)) expect(Math.abs(cosine)).toBeLessThan(1e-6);
        else expect(Math.abs(cosine)).toBeGreaterThan(1e-6);
      }
    }
  });

  it.each([true, false])("are normal (orthogonal: %s)", (orthogonal) => {
    const omega = randomDirections(8000, 4, { orthogonal });
    for (const power of [1, 2, 4]) {
      const moments = [0, 1, 2, 3].map(
        (column) => toRows(omega).reduce((sum, row) => sum + row[column] ** power, 0) / omega.rows,
      );
      // Standard errors of the means are 1, √2 and √96, over √8000.
      const [expected, error] = { 1: [0, 0.011], 2: [1, 0.016], 4: [3, 0.11] }[power] ?? [0, 0];
      for (const moment of moments) expect(Math.abs(moment - expected)).toBeLessThan(5 * error);
    }
  });
});

describe("randomFeatureError", () => {
  const [patterns, queries] = [gaussian(50, 4, 1, 0.5), gaussian(20, 4, 2, 0.5)];
  const meanSquare = (orthogonal: boolean): number => {
    const errors = Array.from({ length: 60 }, (_, seed) =>
      randomFeatureError(queries, patterns, { beta: 0.5, features: 64, seed, orthogonal }),
    );
    return errors.reduce((sum, { kernel }) => sum + kernel ** 2, 0) / errors.length;
  };

  it("is what theory expects of independent directions, and less with orthogonal ones", () => {
    const { expectedKernel } = randomFeatureError(queries, patterns, { beta: 0.5, features: 64 });
    const independent = meanSquare(false);
    expect(independent / expectedKernel ** 2).toBeGreaterThan(0.7);
    expect(independent / expectedKernel ** 2).toBeLessThan(1.4);
    expect(meanSquare(true)).toBeLessThan(independent);
  });

  it("counts the weight that is elsewhere", () => {
    const options = { beta: 0.5, features: 16, seed: 9 };
    const { weights } = randomFeatureError(queries, patterns, options);
    const definition = randomFeatureDefinition(randomDirections(16, 4, { seed: 9 }), 0.5);
    const estimated = retrieve(queries, patterns, definition).weights;
    const exact = retrieve(queries, patterns, { beta: 0.5 }).weights;
    const sum = estimated.data.reduce((total, p, i) => total + Math.abs(p - exact.data[i]), 0);
    expect(weights).toBeCloseTo(sum / 2 / queries.rows, 5);
  });

  it("is measured on a sample where there is much", () => {
    const options = { queryCount: 10, patternCount: 20 };
    const some = randomFeatureError(queries, patterns, options);
    expect(some).toEqual(randomFeatureError(queries, patterns, options));
    const other = randomFeatureError(queries, patterns, { ...options, random: createRandom(2) });
    expect(other).not.toEqual(some);
  });

  it("tells what is wrong", () => {
    expect(() => randomFeatureError([], patterns)).toThrow("there are no queries; give at least one");
    expect(() => randomFeatureError(queries, [])).toThrow("randomFeatureError: the memory is empty");
    expect(() => randomFeatureError([[1]], patterns)).toThrow(
      "queries are [1, 1] and patterns have 4 columns",
    );
  });
});
