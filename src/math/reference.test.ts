import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussian } from "../../test/matrices.ts";
import { toRows, zeros } from "./matrix.ts";
import { reference } from "./reference.ts";
import { dotProduct, squaredDistance } from "./vector.ts";

it("the reference computes its formulas, whatever the shapes", () => {
  const sizes = fc.integer({ min: 1, max: 11 });
  fc.assert(
    fc.property(sizes, sizes, sizes, fc.nat(), (B, N, d, seed) => {
      const [queries, patterns] = [gaussian(B, d, seed), gaussian(N, d, seed + 1)];
      const expected = (formula: (x: number[], y: number[]) => number): number[][] =>
        toRows(queries).map((x) => toRows(patterns).map((y) => Math.fround(formula(x, y))));
      const out = zeros(B, N);
      expect(toRows(reference.dotProducts(out, queries, patterns))).toEqual(expected(dotProduct));
      expect(toRows(reference.squaredDistances(out, queries, patterns))).toEqual(expected(squaredDistance));
      expect(toRows(reference.absoluteDistances(out, queries, patterns))).toEqual(
        expected((x, y) => x.reduce((sum, value, i) => sum + Math.abs(value - y[i]), 0)),
      );
      const weights = gaussian(B, N, seed + 2);
      const sums = toRows(weights).map((row) =>
        Array.from({ length: d }, (_, i) => row.reduce((sum, p, n) => sum + p * patterns.data[n * d + i], 0)),
      );
      toRows(reference.weightedSums(zeros(B, d), weights, patterns)).forEach((row, b) => {
        row.forEach((value, i) => {
          expect(value).toBe(Math.fround(sums[b][i]));
        });
      });
    }),
    { numRuns: 200 },
  );
});
