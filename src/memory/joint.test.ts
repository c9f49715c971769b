import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom, dotProduct, type Matrix, matrix, norm, normal, rowOf } from "../math/index.ts";
import { jointPart, jointPatterns, jointQueries } from "./joint.ts";
import { retrieve } from "./retrieve.ts";

function gaussian(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrix(
    Float32Array.from({ length: rows * columns }, () => normal(random, 0, 5)),
    rows,
    columns,
  );
}

const cosine = (a: Float32Array, b: Float32Array): number => dotProduct(a, b) / (norm(a) * norm(b));

it("makes the inner product the weighted mean of the parts' cosines", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      (seed, ratio) => {
        const [a, b] = [gaussian(3, 7, seed), gaussian(3, 4, seed + 1)];
        const { patterns, layout } = jointPatterns([a, b], [ratio, 1]);
        const w = ratio / (ratio + 1);
        expect(layout.weights[0]).toBeCloseTo(w, 12);
        const mean = w * cosine(rowOf(a, 0), rowOf(a, 2)) + (1 - w) * cosine(rowOf(b, 0), rowOf(b, 2));
        expect(dotProduct(rowOf(patterns, 0), rowOf(patterns, 2))).toBeCloseTo(mean, 5);
        expect(norm(rowOf(patterns, 1))).toBeCloseTo(1, 6);
      },
    ),
  );
});

it("brings back the part that a query doesn't know", () => {
  const [pictures, texts] = [gaussian(20, 30, 1), gaussian(20, 12, 2)];
  const { patterns, layout } = jointPatterns([pictures, texts]);
  const { states } = retrieve(jointQueries([undefined, texts], layout), patterns, { beta: 200, steps: 5 });
  const found = jointPart(states, layout, 0);
  for (let n = 0; n < 20; n++) {
    expect(cosine(rowOf(found, n), rowOf(pictures, n))).toBeCloseTo(1, 5);
    expect(norm(rowOf(found, n))).toBeCloseTo(Math.SQRT1_2, 4);
  }
});

it("leaves what isn't given at 0, and a query of all parts is the pattern", () => {
  const parts = [gaussian(2, 3, 5), gaussian(2, 2, 6)];
  const { patterns, layout } = jointPatterns(parts);
  expect(jointQueries(parts, layout)).toEqual(patterns);
  expect([...rowOf(jointQueries([undefined, parts[1]], layout), 0).subarray(0, 3)]).toEqual([0, 0, 0]);
});

it("refuses parts and weights that don't fit", () => {
  const parts = [gaussian(2, 3, 5), gaussian(3, 2, 6)];
  expect(() => jointPatterns(parts)).toThrow("parts need as many rows each, got [2, 3], [3, 2]");
  expect(() => jointPatterns([])).toThrow("got none");
  expect(() => jointPatterns([parts[0]], [0])).toThrow("weights must be numbers > 0");
  const { layout } = jointPatterns([parts[0], parts[0]]);
  expect(() => jointQueries([undefined, undefined], layout)).toThrow("give one part or more");
  expect(() => jointQueries([undefined, parts[1]], layout)).toThrow("got none, [3, 2]");
});
