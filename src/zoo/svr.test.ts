import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRandom,
  dotProduct,
  fromRows,
  type Matrix,
  matrix,
  normal,
  rowOf,
  toRows,
} from "../math/index.ts";
import { cosine, negativeEuclidean, radialKernel } from "../memory/index.ts";
import { dense } from "./dense.ts";
import { fitSvr, svr, svrPrediction } from "./svr.ts";
import { exponentialKernel, linearKernel, rbfKernel, svrKernels } from "./svr-kernel.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function gaussian(N: number, d: number, random = createRandom(1)): Matrix {
  return matrix(
    Float32Array.from({ length: N * d }, () => normal(random)),
    N,
    d,
  );
}

const furthestApart = (a: Matrix, b: Matrix): number =>
  Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i])));

describe("softmax attention", () => {
  it("is the map with coefficients h(x_μ) ξ_μ, the exponential kernel and h = Σ k", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.1, max: 2, noNaN: true }), (seed, beta) => {
        const random = createRandom(seed);
        const [Xi, queries] = [gaussian(7, 4, random), gaussian(3, 4, random)];
        const rows = Array.from({ length: 7 }, (_, mu) => rowOf(Xi, mu));
        const h = rows.map((x) => rows.reduce((sum, y) => sum + Math.exp(beta * dotProduct(x, y)), 0));
        const theta = rows.map((row, mu) => Float64Array.from(row, (value) => h[mu] * value));
        const predict = svrPrediction(Xi, theta, { kernel: exponentialKernel({ beta }) });
        const attention = dense({ beta }).store(Xi).retrieve(queries).states;
        expect(furthestApart(predict(queries), attention)).toBeLessThanOrEqual(1e-5);
      }),
    );
  });

  it("is not what the fit gives: that keeps the patterns, which attention mixes", () => {
    const patterns = gaussian(4, 3);
    const kernel = exponentialKernel({ beta: 0.5 });
    const fit = fitSvr(patterns, patterns, { kernel, epsilon: 0.01, C: 1e4 });
    const attention = dense({ beta: 0.5 }).store(patterns).retrieve(patterns).states;
    expect(fit.converged).not.toContain(false);
    expect(furthestApart(fit.predict(patterns), patterns)).toBeLessThanOrEqual(0.0101);
    expect(furthestApart(attention, patterns)).toBeGreaterThan(0.3);
  });
});

describe("the fit", () => {
  it("keeps every pattern within ε′ where C is large and the features can tell them apart", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (seed, epsilon) => {
        const random = createRandom(seed);
        const targets = gaussian(8, 5, random);
        const inputs = matrix(
          targets.data.map((value) => value + normal(random, 0, 0.1)),
          8,
          5,
        );
        const fit = fitSvr(inputs, targets, { kernel: rbfKernel({ gamma: 0.5 }), epsilon, C: 1e4 });
        expect(fit.converged).not.toContain(false);
        expect(fit.atBound.flat()).toEqual([]);
        expect(furthestApart(fit.predict(inputs), targets)).toBeLessThanOrEqual(epsilon + 1e-4);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves out of the support what lies inside ε′, and predicts 0 where nothing is in it", () => {
    const patterns = gaussian(5, 3);
    const fit = fitSvr(patterns, patterns, { epsilon: 10 });
    expect(fit.support).toEqual([[], [], []]);
    expect(fit.objective).toEqual([0, 0, 0]);
    expect(toRows(fit.predict([[1, 2, 3]]))).toEqual([[0, 0, 0]]);
  });

  it("gives duplicates the same prediction, whatever their coefficients", () => {
    const patterns = fromRows([
      [1, 2],
      [1, 2],
      [-1, 0.5],
    ]);
    const fit = fitSvr(patterns, patterns, { kernel: rbfKernel(), epsilon: 0.01, C: 100 });
    expect(fit.converged).toEqual([true, true]);
    expect(furthestApart(fit.predict(patterns), patterns)).toBeLessThanOrEqual(0.0101);
  });

  it("takes any kernel: a similarity, a function, a normaliser of one's own", () => {
    const [patterns, queries] = [gaussian(6, 3), gaussian(4, 3, createRandom(2))];
    const named = fitSvr(patterns, patterns, { kernel: rbfKernel({ gamma: 0.25 }), C: 10 }).predict(queries);
    const similarity = fitSvr(patterns, patterns, { kernel: radialKernel({ radius: 2 }), C: 10 });
    expect(furthestApart(similarity.predict(queries), named)).toBeLessThanOrEqual(1e-4);
    expect(fitSvr(patterns, patterns, { kernel: cosine }).converged).not.toContain(false);
    // Φ/h with h(x) = 1/2 is 2Φ: the linear kernel four times over.
    const kernel = { name: "four times", value: (x: Float32Array, y: Float32Array) => 4 * dotProduct(x, y) };
    const halved = fitSvr(patterns, patterns, { kernel: linearKernel, normaliser: () => 0.5 });
    expect(
      furthestApart(fitSvr(patterns, patterns, { kernel }).predict(queries), halved.predict(queries)),
    ).toBe(0);
  });

  it("goes to the bound where features are far too small for C, without overflow", () => {
    const fit = fitSvr([[20]], [[20]], { kernel: exponentialKernel(), C: 3 });
    expect(fit).toMatchObject({ coefficients: [Float64Array.of(3)], atBound: [[0]], converged: [true] });
    expect(fit.objective[0]).toBeCloseTo(3 * (20 - 0.1), 12);
    expect(fit.predict([[20]]).data[0]).toBe(0);
  });

  it("refuses what is no kernel, no normaliser and no memory", () => {
    const patterns = gaussian(4, 3);
    expect(() => fitSvr(patterns, patterns, { kernel: negativeEuclidean })).toThrow("positive semi-definite");
    const skew = { name: "skew", value: (x: Float32Array, y: Float32Array) => x[0] * y[1] };
    expect(() => fitSvr(patterns, patterns, { kernel: skew })).toThrow("svr: k(x, y) must be symmetric");
    expect(() => fitSvr(patterns, patterns, { normaliser: () => 0 })).toThrow(
      "h must be finite and not 0, got 0",
    );
    expect(() => fitSvr([[1000]], [[1]], { kernel: exponentialKernel() })).toThrow(
      "got Infinity; scale the patterns",
    );
    expect(() => fitSvr([], [])).toThrow("svr: the memory is empty");
    expect(() => fitSvr([[1]], [[1], [2]])).toThrow("values are [2, 1] and patterns [1, 1]");
    expect(() => fitSvr([[Number.NaN]], [[1]])).toThrow("patterns: every number must be finite");
    expect(() => fitSvr(patterns, patterns, { C: -1 })).toThrow("C must be a finite number > 0, got -1");
    expect(() => rbfKernel({ gamma: 0 })).toThrow("rbfKernel: gamma must be a finite number > 0, got 0");
    expect(() => fitSvr([[1, 2]], [[1]]).predict([[1]])).toThrow(
      "queries are [1, 1] and patterns have 2 columns",
    );
  });

  it("has its kernels by name", () => {
    expect(Object.entries(svrKernels).map(([name, make]) => [name, make().name])).toEqual(
      ["linear", "rbf", "exponential"].map((name) => [name, name]),
    );
  });
});

describe("the model", () => {
  const patterns = gaussian(5, 4);
  const options = { kernel: rbfKernel({ gamma: 0.3 }), epsilon: 0.01, C: 100 };

  it("takes the fitted map's steps until the state settles", () => {
    const stored = svr(options).store(patterns);
    const queries = matrix(
      patterns.data.map((value) => value + 0.05),
      5,
      4,
    );
    const one = stored.retrieve(queries);
    expect(one.states.data).toEqual(stored.fit.predict(queries).data);
    expect(one.steps).toEqual([1, 1, 1, 1, 1]);
    const two = stored.retrieve(queries, { steps: 2 });
    expect(two.states.data).toEqual(stored.fit.predict(one.states).data);
    const settled = stored.retrieve(queries, { steps: 500, tolerance: 1e-5 });
    settled.termination.forEach((termination, b) => {
      expect(termination).toBe("converged");
      const state = fromRows([rowOf(settled.states, b)]);
      expect(furthestApart(stored.fit.predict(state), state)).toBeLessThanOrEqual(1e-5);
    });
    expect(stored).toMatchObject({ patternCount: 5, dimension: 4 });
    expect(stored.operations(3)).toBe(3 * 5 * (4 + 4));
  });

  it("keeps known coordinates, and reads values out of the state before the last step", () => {
    const values = gaussian(5, 2, createRandom(9));
    const stored = svr(options).store(patterns, { values });
    const queries = gaussian(2, 4, createRandom(3));
    const known = [true, false, false, true];
    const { states, outputs } = stored.retrieve(queries, { steps: 1, known });
    for (let b = 0; b < 2; b++) {
      expect([rowOf(states, b)[0], rowOf(states, b)[3]]).toEqual([
        rowOf(queries, b)[0],
        rowOf(queries, b)[3],
      ]);
    }
    expect(outputs.data).toEqual(fitSvr(patterns, values, options).predict(queries).data);
    expect(stored.operations(1)).toBe(5 * (4 + 2));
  });

  it("refuses options out of range", () => {
    const stored = svr(options).store(patterns);
    expect(() => stored.retrieve(patterns, { steps: 0 })).toThrow("steps must be a whole number ≥ 1, got 0");
    expect(() => stored.retrieve([[1, 2]])).toThrow("queries are [1, 2] and patterns have 4 columns");
    expect(() => svr().store([])).toThrow("the memory is empty");
    expect(() => svr().store(patterns, { values: [[1]] })).toThrow("values are [1, 1] and patterns [5, 4]");
  });
});
