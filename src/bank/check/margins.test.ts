import { describe, expect, it } from "vitest";
import { createRandom, fromRows, normal, unitRows } from "../../math/index.ts";
import { entmax, geometryOf, retrieve, sparsemax, supportOf } from "../../memory/index.ts";
import {
  cueBeta,
  denseBeta,
  exactRetrieval,
  predictedCapacity,
  quantilesOf,
  sparseBeta,
  wellSeparation,
} from "./margins.ts";

const random = createRandom(1);
const patterns = unitRows(
  fromRows(Array.from({ length: 40 }, () => Array.from({ length: 30 }, () => normal(random)))),
);
const geometry = geometryOf(patterns);
const rows = Array.from({ length: 40 }, (_, n) => n);

describe("the numbers of a check", () => {
  it("counts as exact what entmax returns alone", () => {
    for (const beta of [2, 3, 5]) {
      const alone = [sparsemax, entmax(1.5)].map((separation) => {
        const { weights } = retrieve(patterns, patterns, { separation, beta });
        return supportOf(weights).filter((support) => support.length === 1).length;
      });
      expect(exactRetrieval(geometry.margins, beta).map(({ items }) => items)).toEqual(alone);
    }
  });

  it("asks least for well separation at its radius", () => {
    for (const beta of [5, 20, 100]) {
      const { largestNorm: m, patternCount: N } = geometry;
      const found = wellSeparation(geometry, rows, beta);
      const needed = (r: number): number => Math.log((2 * (N - 1) * m) / r) / beta + 2 * m * r;
      expect(found?.threshold).toBeCloseTo(needed(found?.radius ?? 0), 12);
      for (const factor of [0.5, 0.9, 1.1, 2]) {
        expect(needed(factor * (found?.radius ?? 0))).toBeGreaterThan(found?.threshold ?? 0);
      }
      expect(found?.violating).toEqual(
        rows.filter((mu) => geometry.margins[mu] < needed(found?.radius ?? 0)),
      );
    }
  });

  it("advises a β at which all but a twentieth of the usual margin is kept apart", () => {
    expect(sparseBeta([1, 1, 1], 1)).toBe(20);
    expect(sparseBeta([0.62, 0.62, -3, 0, Number.POSITIVE_INFINITY], 1)).toBe(33);
    expect(sparseBeta([], 4)).toBe(5);
    expect(sparseBeta([], 0)).toBe(20);
  });

  it("advises softmax a β that leaves 1 % to all others together", () => {
    const beta = denseBeta([0.5], 1000) ?? 0;
    expect(999 * Math.exp(-beta * 0.5)).toBeLessThanOrEqual(0.01);
    expect(999 * Math.exp(-beta * 0.9 * 0.5)).toBeGreaterThan(0.01);
    expect(denseBeta([], 10)).toBe(null);
  });

  it("advises cues a β that brings nine of ten to their item at once", () => {
    const margins = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    const beta = cueBeta(margins);
    expect(margins.filter((margin) => beta * margin >= 1).length).toBeGreaterThanOrEqual(90);
    expect(cueBeta([0, 0])).toBe(0);
  });

  it("has no capacity without size or dimension, and quantiles in order", () => {
    expect(predictedCapacity(geometry, 1, 20)).toBe(null);
    expect(predictedCapacity({ ...geometry, largestNorm: 0 }, 30, 20)).toBe(null);
    expect(predictedCapacity(geometry, 30, 1e4)?.exponential).toBe(true);
    const { least, q05, median, q95, largest } = quantilesOf([5, 1, 4, 2, 3]);
    expect([least, q05, median, q95, largest]).toEqual([1, 1, 3, 5, 5]);
  });
});
