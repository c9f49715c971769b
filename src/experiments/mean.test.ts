import { expect, it } from "vitest";
import { meanOf, meanOfFew } from "./mean.ts";

it("is the mean with 1.96 standard errors", () => {
  const { mean, spread } = meanOf([1, 2, 3, 4]);
  expect(mean).toBe(2.5);
  // The sample deviation of 1, 2, 3, 4 is √(5/3).
  expect(spread).toBeCloseTo(1.96 * Math.sqrt(5 / 3 / 4), 12);
});

it("knows no spread of one run, and none of runs that agree", () => {
  expect(meanOf([0.3])).toEqual({ mean: 0.3, spread: null });
  expect(meanOf([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, spread: 0 });
});

it("is wider for few runs, as Student's t has it", () => {
  // Two runs: half their distance, times 12.706.
  expect(meanOfFew([1, 2]).spread).toBeCloseTo(12.706 / 2, 10);
  expect(meanOfFew([1, 2, 3]).spread).toBeCloseTo(4.303 / Math.sqrt(3), 10);
  expect(meanOfFew([0.3])).toEqual({ mean: 0.3, spread: null });
  expect(meanOfFew([0.1, 0.1])).toEqual({ mean: 0.1, spread: 0 });
});
