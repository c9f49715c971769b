import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lambertW, lambertWOfExp, logSumExp } from "./special.ts";

describe("special functions", () => {
  it("W eʷ = x, from tiny to huge", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (y) => {
        const w = lambertWOfExp(y);
        expect(Math.abs(w + Math.log(w) - y)).toBeLessThan(1e-12 * (1 + Math.abs(y)));
      }),
      { numRuns: 300 },
    );
    expect(lambertW(Math.E)).toBeCloseTo(1, 15);
    expect(lambertW(0)).toBe(0);
    expect(lambertWOfExp(1e6)).toBeCloseTo(1e6 - Math.log(1e6 - Math.log(1e6)), 3);
    expect(() => lambertW(-0.1)).toThrow("x must be ≥ 0, got -0.1");
  });

  it("log-sum-exp doesn't overflow", () => {
    expect(logSumExp([1e4, 1e4])).toBeCloseTo(1e4 + Math.LN2, 9);
    expect(logSumExp([-1e4, -1e4], 3)).toBeCloseTo(-3e4 + Math.LN2, 9);
  });
});
