import { describe, expect, it } from "vitest";
import { gaussian } from "../../test/matrices.ts";
import { createRandom, type Matrix, matrix, rowOf, toRows } from "../math/index.ts";
import { masked, retrieve, softmax } from "../memory/index.ts";
import type { ModelRetrieval } from "./model.ts";
import { randomMasked } from "./random-masked.ts";

const [patterns, queries] = [gaussian(20, 4, 1), gaussian(6, 4, 2)];

/** Which patterns have a weight, `[B][N]`. */
function maskOf({ weights }: ModelRetrieval): boolean[][] {
  return toRows(weights as Matrix).map((row) => row.map((weight) => weight > 0));
}

const sum = (row: ArrayLike<number>): number => Array.from(row).reduce((total, value) => total + value, 0);

describe("randomMasked", () => {
  it.each([0.01, 0.3, 0.5, 1])(
    "keeps %s of the patterns for each query, with weights that sum to 1",
    (keep) => {
      const found = randomMasked({ keep }).store(patterns).retrieve(queries);
      for (const row of toRows(found.weights as Matrix)) {
        expect(row.filter((weight) => weight > 0)).toHaveLength(Math.max(1, Math.floor(keep * 20 + 1e-9)));
        expect(sum(row)).toBeCloseTo(1, 5);
      }
    },
  );

  it("is softmax over the kept patterns, in every step of a retrieval", () => {
    const stored = randomMasked({ keep: 0.25, beta: 2 }).store(patterns);
    const mask = maskOf(stored.retrieve(queries));
    expect(new Set(mask.map(String)).size).toBe(6);
    const found = stored.retrieve(queries, { steps: 4, tolerance: 0 });
    expect(maskOf(found)).toEqual(mask);
    const expected = retrieve(queries, patterns, {
      ...{ separation: masked(softmax, mask), beta: 2, steps: 4, tolerance: 0 },
    });
    found.states.data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.states.data[i], 5);
    });
  });

  it.each([1, 3])(
    "equals its definition, which scores every pattern, over %d steps and with values",
    (steps) => {
      const values = gaussian(20, 3, 5);
      const stored = randomMasked({ keep: 0.35, beta: 1.5, seed: 7 }).store(patterns, { values });
      const chosen = { steps, tolerance: 0 };
      const found = stored.retrieve(queries, chosen);
      const plain = retrieve(queries, patterns, { ...stored.definition, values, ...chosen });
      for (const part of ["states", "outputs", "weights"] as const) {
        (found[part] as Matrix).data.forEach((value, i) => {
          expect(value).toBeCloseTo(plain[part].data[i], 5);
        });
      }
      expect(found.steps).toEqual(plain.steps);
    },
  );

  it("counts the kept patterns; as printed, all of them", () => {
    expect(randomMasked({ keep: 0.25 }).store(patterns).operations(6)).toBe(6 * 5 * (4 + 4));
    const printed = randomMasked({ keep: 0.25, asPrinted: true }).store(patterns);
    expect(printed.operations(6)).toBe(6 * (20 * 4 + 5 * 4));
  });

  it("is, as printed, softmax over all patterns and then the mask", () => {
    const options = { keep: 0.25, beta: 0.5 };
    const mask = maskOf(randomMasked(options).store(patterns).retrieve(queries));
    const { weights } = randomMasked({ ...options, asPrinted: true })
      .store(patterns)
      .retrieve(queries);
    const dense = toRows(retrieve(queries, patterns, { beta: 0.5 }).weights);
    toRows(weights as Matrix).forEach((row, b) => {
      expect(row).toEqual(dense[b].map((weight, n) => expect.closeTo(mask[b][n] ? weight : 0, 6)));
      expect(sum(row)).toBeLessThan(0.9);
    });
  });

  it("keeps every pattern as often", () => {
    const many = matrix(new Float32Array(4000), 2000, 2);
    const { weights } = randomMasked({ keep: 0.3, seed: 4 })
      .store(gaussian(10, 2, 1))
      .retrieve(many);
    for (let n = 0; n < 10; n++) {
      let kept = 0;
      for (let b = 0; b < 2000; b++) if (rowOf(weights as Matrix, b)[n] > 0) kept++;
      // Five standard deviations of 2000 draws with p = 0.3.
      expect(Math.abs(kept - 600)).toBeLessThan(5 * Math.sqrt(2000 * 0.3 * 0.7));
    }
  });

  it("is drawn again by another seed only", () => {
    const mask = (seed: number): boolean[][] =>
      maskOf(randomMasked({ seed }).store(patterns).retrieve(queries));
    expect(mask(1)).toEqual(mask(1));
    expect(mask(1)).not.toEqual(mask(2));
    const model = randomMasked({ seed: createRandom(3) });
    expect(maskOf(model.store(patterns).retrieve(queries))).toEqual(
      maskOf(model.store(patterns).retrieve(queries)),
    );
  });

  it("tells what is wrong", () => {
    for (const bad of [0, 1.5, Number.NaN]) {
      expect(() => randomMasked({ keep: bad })).toThrow(`randomMasked: keep must be in (0, 1], got ${bad}`);
    }
    expect(() => randomMasked({ beta: 0 })).toThrow("randomMasked: beta must be a finite number > 0, got 0");
    expect(() => randomMasked({ seed: 0.5 })).toThrow("seed must be a whole number ≥ 0, got 0.5");
  });
});
