import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, fromRows, type Matrix, normal, type Random } from "../../math/index.ts";
import { representation } from "./representation.ts";

function drawn(random: Random, rows: number, columns: number): Matrix {
  return fromRows(Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(random))));
}

/** Positive rows that sum to 1. */
function weightsOf(random: Random, M: number, spread = 2): Matrix {
  return fromRows(
    Array.from({ length: M }, () => {
      const row = Array.from({ length: M }, () => Math.exp(spread * normal(random)));
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value) => value / sum);
    }),
  );
}

const separated = (M: number, d: number): Matrix =>
  fromRows(
    Array.from({ length: M }, (_, n) => Array.from({ length: d }, (_, i) => (i === (3 * n + 1) % d ? 1 : 0))),
  );

describe("representation", () => {
  it("gives any positive weights of separated features to 1e-5 (theorem 3.1)", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16 }),
        fc.nat(),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        (M, seed, beta) => {
          const P = weightsOf(createRandom(seed), M);
          const found = representation(separated(M, 17), P, { beta });
          expect(found.error).toBeLessThanOrEqual(1e-5);
          expect(found.rank).toBe(M);
          expect(found.leastLogError).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("does so of any independent features: they needn't be orthogonal", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(seed);
      expect(representation(drawn(random, 12, 32), weightsOf(random, 12)).error).toBeLessThanOrEqual(1e-5);
    }
  });

  it("can't where features depend on each other, and says what no maps could avoid", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(seed);
      const base = drawn(random, 5, 16);
      const features = fromRows(
        Array.from({ length: 10 }, (_, n) => base.data.slice((n % 5) * 16, (n % 5) * 16 + 16)),
      );
      const found = representation(features, weightsOf(random, 10));
      expect(found.rank).toBe(5);
      expect(found.error).toBeGreaterThan(0.01);
      expect(found.leastLogError).toBeGreaterThan(1);
      expect(found.logError).toBeGreaterThanOrEqual(found.leastLogError);
    }
  });

  it("two patterns that are the same get the same weights", () => {
    const features = [
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ];
    const { weights } = representation(features, weightsOf(createRandom(1), 3));
    for (let b = 0; b < 3; b++) expect(weights.data[3 * b]).toBeCloseTo(weights.data[3 * b + 1], 5);
  });

  it("refuses more features than dimensions, and weights that aren't weights", () => {
    const P = weightsOf(createRandom(1), 3);
    expect(() => representation(drawn(createRandom(1), 3, 2), P)).toThrow(
      /1 to d features of d numbers, got \[3, 2\]/,
    );
    expect(() => representation(separated(4, 5), P)).toThrow(
      /4 features need weights \[4, 4\], got \[3, 3\]/,
    );
    expect(() =>
      representation(separated(2, 5), [
        [1, 0],
        [0.5, 0.5],
      ]),
    ).toThrow(/positive and sum to 1, got a sum of 1 in row 0/);
    expect(() =>
      representation(separated(2, 5), [
        [0.5, 0.6],
        [0.5, 0.5],
      ]),
    ).toThrow(/positive and sum to 1/);
    expect(() => representation(separated(3, 5), P, { beta: 0 })).toThrow(/beta must be a finite number > 0/);
  });
});
