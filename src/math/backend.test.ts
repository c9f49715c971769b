import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Matrix, matrix, rowOf, zeros } from "./matrix.ts";
import { createRandom, normal, type Random } from "./random.ts";
import { reference } from "./reference.ts";
import { bestBackend, wasm } from "./wasm/backend.ts";

/** What one coordinate adds to a score, in float64. */
const TERMS = {
  dotProducts: (x: number, y: number): number => x * y,
  squaredDistances: (x: number, y: number): number => (x - y) ** 2,
  absoluteDistances: (x: number, y: number): number => Math.abs(x - y),
} as const;
type PairName = keyof typeof TERMS;
const PAIRS = Object.keys(TERMS) as PairName[];

/** B, N, d. */
const SHAPES: readonly [number, number, number][] = [
  [1, 1, 1],
  [3, 5, 3],
  [4, 8, 16],
  [5, 7, 17],
  [2, 4097, 3],
  [1, 4097, 17],
  [1030, 3, 5],
  [9, 70, 259],
  [3, 33, 2304],
  [2, 6, 4099],
  [0, 3, 4],
  [3, 4, 0],
];

const EPSILON = 2 ** -24;

/** A matrix that begins in the middle of a buffer, at any multiple of 4 bytes. */
function offCentre(rows: number, columns: number, random: Random, draw = normal): Matrix {
  const offset = 1 + Math.floor(random.next() * 7);
  const data = new Float32Array(rows * columns + offset + 5).fill(Number.NaN);
  const view = data.subarray(offset, offset + rows * columns);
  for (let i = 0; i < view.length; i++) view[i] = draw(random);
  return matrix(view, rows, columns);
}

/** The largest error of all scores, in units of 2⁻²⁴ Σᵢ |term i|. */
function scoreError(name: PairName, out: Matrix, queries: Matrix, patterns: Matrix): number {
  const term = TERMS[name];
  let worst = 0;
  for (let b = 0; b < queries.rows; b++) {
    for (let n = 0; n < patterns.rows; n++) {
      let [exact, size] = [0, 0];
      const [x, y] = [rowOf(queries, b), rowOf(patterns, n)];
      for (let i = 0; i < x.length; i++) {
        const value = term(x[i], y[i]);
        exact += value;
        size += Math.abs(value);
      }
      worst = Math.max(worst, errorOf(out.data[b * patterns.rows + n], exact, size));
    }
  }
  return worst;
}

/** The same for weighted sums. */
function sumError(out: Matrix, weights: Matrix, values: Matrix): number {
  let worst = 0;
  for (let b = 0; b < weights.rows; b++) {
    for (let i = 0; i < values.columns; i++) {
      let [exact, size] = [0, 0];
      for (let n = 0; n < values.rows; n++) {
        const value = weights.data[b * values.rows + n] * values.data[n * values.columns + i];
        exact += value;
        size += Math.abs(value);
      }
      worst = Math.max(worst, errorOf(out.data[b * values.columns + i], exact, size));
    }
  }
  return worst;
}

/** Numbers below float32's normal range are rounded to multiples of 2⁻¹⁴⁹ on top. */
function errorOf(actual: number, exact: number, size: number): number {
  const error = Math.abs(actual - exact);
  if (!(error >= 0)) return Number.POSITIVE_INFINITY;
  return error <= 2 ** -140 ? 0 : error / (size * EPSILON);
}

function bounds(d: number): { score: number; sum: number } {
  return { score: 70 + d / 256, sum: 34 };
}

/** Weights of which three in four are 0. */
const sparse = (random: Random): number => (random.next() < 0.75 ? 0 : random.next());

describe.each([reference, wasm])("the $name backend", (backend) => {
  it.each(SHAPES)("computes its formulas for B = %i, N = %i, d = %i", (B, N, d) => {
    const random = createRandom(B + N + d);
    const [queries, patterns] = [offCentre(B, d, random), offCentre(N, d, random)];
    for (const name of PAIRS) {
      const out = offCentre(B, N, random);
      expect(backend[name](out, queries, patterns)).toBe(out);
      expect(scoreError(name, out, queries, patterns)).toBeLessThanOrEqual(bounds(d).score);
    }
    for (const draw of [normal, sparse]) {
      const weights = offCentre(B, N, random, draw);
      const out = offCentre(B, d, random);
      expect(backend.weightedSums(out, weights, patterns)).toBe(out);
      expect(sumError(out, weights, patterns)).toBeLessThanOrEqual(bounds(d).sum);
    }
  });

  it("stays within its bounds whatever the shapes and sizes of numbers", () => {
    const size = fc.integer({ min: 1, max: 40 });
    const scale = fc.integer({ min: -140, max: 40 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 600 }),
        scale,
        fc.nat(),
        (B, N, d, exponent, seed) => {
          const random = createRandom(seed);
          const scaled = (draws: Random): number => normal(draws) * 2 ** exponent;
          const queries = offCentre(B, d, random, scaled);
          const patterns = offCentre(N, d, random, scaled);
          for (const name of PAIRS) {
            const out = backend[name](zeros(B, N), queries, patterns);
            expect(scoreError(name, out, queries, patterns)).toBeLessThanOrEqual(bounds(d).score);
          }
          const weights = offCentre(B, N, random, seed % 3 ? normal : sparse);
          const sums = backend.weightedSums(zeros(B, d), weights, patterns);
          expect(sumError(sums, weights, patterns)).toBeLessThanOrEqual(bounds(d).sum);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives every row of a batch what it gives it alone", () => {
    const random = createRandom(5);
    const [queries, patterns] = [offCentre(7, 531, random), offCentre(67, 531, random)];
    const weights = offCentre(7, 67, random, sparse);
    for (let b = 0; b < 7; b++) {
      const query = matrix(rowOf(queries, b), 1, 531);
      for (const name of PAIRS) {
        const all = backend[name](zeros(7, 67), queries, patterns);
        expect(backend[name](zeros(1, 67), query, patterns).data).toEqual(rowOf(all, b));
      }
      const all = backend.weightedSums(zeros(7, 531), weights, patterns);
      const alone = backend.weightedSums(zeros(1, 531), matrix(rowOf(weights, b), 1, 67), patterns);
      expect(alone.data).toEqual(rowOf(all, b));
    }
  });

  it("takes rows longer than its blocks", () => {
    const random = createRandom(6);
    const [queries, patterns] = [offCentre(3, 300_001, random), offCentre(5, 300_001, random)];
    const out = backend.dotProducts(zeros(3, 5), queries, patterns);
    expect(scoreError("dotProducts", out, queries, patterns)).toBeLessThanOrEqual(bounds(300_001).score);
    const weights = offCentre(3, 5, random);
    const sums = backend.weightedSums(zeros(3, 300_001), weights, patterns);
    expect(sumError(sums, weights, patterns)).toBeLessThanOrEqual(bounds(300_001).sum);
  });

  it("sees what is written to a matrix between calls", () => {
    const [patterns, query] = [matrix([1, 2, 3, 4, 5, 6], 2, 3), matrix([1, 1, 1], 1, 3)];
    expect([...backend.dotProducts(zeros(1, 2), query, patterns).data]).toEqual([6, 15]);
    patterns.data[4] = 50;
    expect([...backend.dotProducts(zeros(1, 2), query, patterns).data]).toEqual([6, 60]);
    expect([...backend.weightedSums(zeros(1, 3), matrix([0, 2], 1, 2), patterns).data]).toEqual([8, 100, 12]);
  });

  it("doesn't touch values whose weight is 0", () => {
    const values = matrix([Number.NaN, 1, Number.POSITIVE_INFINITY, 2], 4, 1);
    const weights = matrix([0, 1, 0, 1, 0, 0.5, -0, 0], 2, 4);
    expect([...backend.weightedSums(zeros(2, 1), weights, values).data]).toEqual([3, 0.5]);
  });
});

describe("the best backend", () => {
  it("is wasm, which every supported Node and browser runs", () => expect(bestBackend()).toBe(wasm));

  it("is the reference where WebAssembly is missing", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const fresh = await import("./wasm/backend.ts");
    expect(fresh.bestBackend().name).toBe("reference");
    vi.unstubAllGlobals();
    // Nobody else is to find the modules that were imported without it.
    vi.resetModules();
  });
});
