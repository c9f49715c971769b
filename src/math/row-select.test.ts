import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argmaxOf, largestIndices, topKRow } from "./row-select.ts";

describe("selection", () => {
  it("agrees with sorting, ties by lowest index", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 })), fc.nat(12), (values, k) => {
        const sorted = values.map((_, i) => i).sort((i, j) => values[j] - values[i] || i - j);
        expect(largestIndices(values, k)).toEqual(sorted.slice(0, k));
        expect(argmaxOf(values)).toBe(sorted[0] ?? -1);
      }),
      { numRuns: 500 },
    );
  });

  it("top-K keeps exactly k weights even where scores tie", () => {
    const weights = topKRow(new Float32Array(5), Float32Array.of(1, 2, 2, 2, 0), 1, 2);
    expect(Array.from(weights)).toEqual([0, 0.5, 0.5, 0, 0]);
  });
});
