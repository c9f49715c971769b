import { expect, it } from "vitest";
import { rankCorrelation } from "./rank-correlation.ts";

it("is 1 for what rises together, however, and −1 for what falls", () => {
  expect(rankCorrelation([1, 2, 3, 10], [1, 8, 27, 1e9])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3, 10], [4, 3, 2, -100])).toBeCloseTo(-1, 12);
});

it("is 1 − 6 Σ d²/(n³ − n) without ties", () => {
  // Ranks 1 2 3 4 5 against 2 1 4 3 5: Σ d² = 4.
  expect(rankCorrelation([10, 20, 30, 40, 50], [2, 1, 4, 3, 5])).toBeCloseTo(1 - 24 / 120, 12);
});

it("shares ranks among equal values", () => {
  // Ranks 1.5 1.5 3 against 1 2 3: 1.5 / √(1.5 · 2).
  expect(rankCorrelation([0, 0, 7], [1, 2, 3])).toBeCloseTo(Math.sqrt(3) / 2, 12);
});

it("has nothing to say of values that are all alike", () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
  expect(() => rankCorrelation([1], [1, 2])).toThrow("the same length, got 1 and 2");
});
