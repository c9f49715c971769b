import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom, fromRows, integer, type Matrix, matrix, normal, rowOf } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import { kernelMemory, kernelMemoryFit } from "./kernel-memory.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function gaussian(N: number, d: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrix(
    Float32Array.from({ length: N * d }, () => normal(random)),
    N,
    d,
  );
}

it("recalls its patterns exactly, whatever the radius and exponent", () => {
  fc.assert(
    fc.property(
      seeds,
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.3, max: 6, noNaN: true }),
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      (seed, N, radius, exponent) => {
        const patterns = gaussian(N, 4, seed);
        const { definition, condition, rank } = kernelMemoryFit(patterns, { radius, exponent });
        expect(rank).toBe(N);
        expect(condition).toBeGreaterThanOrEqual(1);
        const { states, weights } = retrieve(patterns, patterns, definition);
        // Rounding of 2⁻⁵³ in the solution grows by the condition; that of float32 in the result does not.
        const allowed = 1e-5 + 1e-14 * condition;
        states.data.forEach((value, i) => {
          expect(Math.abs(value - patterns.data[i])).toBeLessThanOrEqual(allowed);
        });
        for (let mu = 0; mu < N; mu++)
          expect(Math.abs(rowOf(weights, mu)[mu] - 1)).toBeLessThanOrEqual(allowed);
      },
    ),
    { numRuns: 200 },
  );
});

it("recalls duplicates too, which share their weight", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const single = gaussian(6, 3, seed);
      const rows = Array.from({ length: 9 }, (_, i) => rowOf(single, i < 6 ? i : integer(random, 6)));
      const patterns = fromRows(rows);
      const { definition, ...fit } = kernelMemoryFit(patterns, { radius: 1.5 });
      expect(fit).toEqual({ method: "eigen", rank: 6, condition: Number.POSITIVE_INFINITY });
      const { states, weights } = retrieve(patterns, patterns, definition);
      states.data.forEach((value, i) => {
        expect(Math.abs(value - patterns.data[i])).toBeLessThanOrEqual(1e-4);
      });
      for (let mu = 0; mu < 9; mu++) {
        const twins = rows.flatMap((row, nu) => (row.every((value, i) => value === rows[mu][i]) ? [nu] : []));
        for (const nu of twins) expect(rowOf(weights, mu)[nu]).toBeCloseTo(1 / twins.length, 4);
      }
    }),
    { numRuns: 100 },
  );
});

it("says by which factorisation, and how ill-conditioned the kernel is", () => {
  const patterns = gaussian(30, 4, 1);
  const narrow = kernelMemoryFit(patterns, { radius: 0.5 });
  const wide = kernelMemoryFit(patterns, { radius: 20 });
  expect(narrow.method).toBe("cholesky");
  expect(narrow.condition).toBeLessThan(100);
  expect(wide.condition).toBeGreaterThan(1e6);
});

it("refuses an empty memory, NaN and a radius that isn't positive", () => {
  expect(() => kernelMemory([])).toThrow("kernelMemory: the memory is empty");
  expect(() => kernelMemory([[Number.NaN]])).toThrow("got NaN at row 0, column 0");
  expect(() => kernelMemory([[1]], { radius: 0 })).toThrow("radius must be > 0, got 0");
});
