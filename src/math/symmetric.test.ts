import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom, normal } from "./random.ts";
import { factorSymmetric } from "./symmetric.ts";
import { dotProduct } from "./vector.ts";

const diagonal = (...values: number[]): number[][] =>
  values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));

const solved = (A: number[][], b: number[]): number[] =>
  Array.from(factorSymmetric(A).solve(new Float64Array(b.length), b));

it("solves what it factors by Cholesky", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 30 }), (seed, N) => {
      const random = createRandom(seed);
      const features = Array.from({ length: N }, () => Array.from({ length: N + 3 }, () => normal(random)));
      const A = features.map((x) => features.map((y) => dotProduct(x, y)));
      const x = Array.from({ length: N }, () => normal(random));
      const factor = factorSymmetric(A);
      const b = A.map((row) => dotProduct(row, x));
      expect(factor).toMatchObject({ method: "cholesky", rank: N });
      factor.solve(new Float64Array(N), b).forEach((value, i) => {
        expect(Math.abs(value - x[i])).toBeLessThanOrEqual(
          1e-13 * factor.condition * (1 + Math.abs(x[i])) + 1e-12,
        );
      });
    }),
  );
});

it("says how large the condition is", () => {
  expect(factorSymmetric(diagonal(8, 2, 4))).toMatchObject({ method: "cholesky", rank: 3 });
  expect(factorSymmetric(diagonal(8, 2, 4)).condition).toBeCloseTo(4, 1);
  expect(factorSymmetric(diagonal(3)).condition).toBeCloseTo(1, 12);
  expect(factorSymmetric(diagonal(1, 1e-12))).toMatchObject({ method: "eigen", rank: 2 });
  expect(factorSymmetric(diagonal(1, 1e-12)).condition / 1e12).toBeCloseTo(1, 9);
});

it("takes the shortest best answer where the matrix is singular, and solves where it is not definite", () => {
  const ones = [
    [1, 1],
    [1, 1],
  ];
  expect(factorSymmetric(ones)).toMatchObject({
    method: "eigen",
    rank: 1,
    condition: Number.POSITIVE_INFINITY,
  });
  solved(ones, [1, 3]).forEach((value) => {
    expect(value).toBeCloseTo(1, 12);
  });
  expect(factorSymmetric(diagonal(0, 0))).toMatchObject({ rank: 0, condition: Number.POSITIVE_INFINITY });
  expect(solved(diagonal(0, 0), [1, 2])).toEqual([0, 0]);
  const indefinite = factorSymmetric(diagonal(2, -4));
  expect(indefinite).toMatchObject({ method: "eigen", rank: 2, condition: 2 });
  expect(solved(diagonal(2, -4), [2, 2])).toEqual([1, -0.5]);
});

it("refuses what is not square or not finite", () => {
  expect(() => factorSymmetric([[1, 2]])).toThrow("row 0 has 2 numbers; a square matrix needs 1");
  expect(() => factorSymmetric([[Number.NaN]])).toThrow("got NaN at row 0, column 0");
});
