import { describe, expect, it } from "vitest";
import { fitLine } from "./line-fit.ts";

describe("fitLine", () => {
  it("finds a line that all points lie on", () => {
    const { slope, intercept, explained } = fitLine([1, 2, 4], [5, 7, 11]);
    expect([slope, intercept, explained]).toEqual([2, 3, 1].map((value) => expect.closeTo(value, 12)));
  });

  it("says how much of the variance the line explains", () => {
    // Slope 0.5 leaves residuals −0.5, 1, −0.5 … of a variance of 2/3.
    const { slope, intercept, explained } = fitLine([0, 1, 2], [0, 2, 1]);
    expect([slope, intercept, explained]).toEqual([0.5, 0.5, 0.25].map((value) => expect.closeTo(value, 12)));
  });
});
