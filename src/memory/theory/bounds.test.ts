import fc from "fast-check";
import { expect, it } from "vitest";
import {
  createRandom,
  integer,
  type Matrix,
  matrix,
  normal,
  rowOf,
  squaredDistance,
  uniform,
} from "../../math/index.ts";
import { retrieve } from "../retrieve.ts";
import { masked } from "../separation/masked.ts";
import { softmax } from "../separation/softmax.ts";
import { logKeptErrorBounds, logSparseErrorBounds } from "./bounds.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

it("retrieval over a kept set errs by at most its bound, which is never above the corrected (4.1)", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const [N, d, beta] = [2 + integer(random, 8), 1 + integer(random, 8), Math.exp(uniform(random, -2, 3))];
      const draw = (scale: number): Matrix =>
        matrix(
          Float32Array.from({ length: N * d }, () => normal(random, 0, scale)),
          N,
          d,
        );
      const patterns = draw(1);
      const noise = draw(0.4).data;
      const queries = matrix(
        patterns.data.map((value, i) => value + noise[i]),
        N,
        d,
      );
      const mask = Array.from({ length: N }, (_, b) =>
        Array.from({ length: N }, (_, nu) => nu === b || random.next() < 0.5),
      );
      const { states } = retrieve(queries, patterns, { separation: masked(softmax, mask), beta });
      const bounds = logKeptErrorBounds(queries, patterns, { beta, mask });
      for (let mu = 0; mu < N; mu++) {
        const error = Math.sqrt(squaredDistance(rowOf(states, mu), rowOf(patterns, mu)));
        expect(error).toBeLessThanOrEqual(Math.exp(bounds[mu]) + 1e-6);
        const k = mask[mu].filter(Boolean).length;
        const looser = logSparseErrorBounds(queries, patterns, { beta, k })[mu];
        if (k > 1) expect(bounds[mu]).toBeLessThanOrEqual(looser + 1e-9);
      }
    }),
    { numRuns: 300 },
  );
});

it("the bound over a kept set is 2m(k−1) exp(−β lead), nothing where the target is alone, anything where it is out", () => {
  const patterns = [
    [1, 0],
    [0, 2],
    [0.5, 0.5],
  ];
  const bound = (mask: boolean[]): number =>
    logKeptErrorBounds([[1, 0.25]], patterns, { beta: 3, mask, targets: [0] })[0];
  expect(bound([true, false, true])).toBeCloseTo(Math.log(2 * 2 * 1) - 3 * (1 - 0.625), 12);
  expect(bound([true, true, true])).toBeCloseTo(Math.log(2 * 2 * 2) - 3 * (1 - 0.625), 12);
  expect(bound([true, false, false])).toBe(Number.NEGATIVE_INFINITY);
  expect(bound([false, true, true])).toBe(Number.POSITIVE_INFINITY);
  expect(() => bound([true])).toThrow("query 0 has 1 flags for 3 patterns");
});
