import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText } from "./number-text.ts";
import { ticksOf, wholeTicks } from "./ticks.ts";

const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe("ticksOf", () => {
  it.each([
    [-0.5, -0.237, 4, [-0.5, -0.4, -0.3, -0.2]],
    [0, 100, 5, [0, 20, 40, 60, 80, 100]],
    [-1.7, 2.2, 4, [-2, -1, 0, 1, 2, 3]],
  ])("%f … %f", (low, high, count, expected) => {
    const { values, decimals } = ticksOf(low, high, count);
    expect(values.map((value) => Number(value.toFixed(Math.max(0, decimals))))).toEqual(expected);
  });

  it("spans the numbers with few, equally distant marks that their labels tell apart", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [least, most] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(most - least > 1e-9 * Math.max(1, Math.abs(a)));
        const { values, decimals, low, high } = ticksOf(least, most, 4);
        const slack = 1e-6 * (most - least);
        expect(low).toBeLessThanOrEqual(least + slack);
        expect(high).toBeGreaterThanOrEqual(most - slack);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(7);
        expect(new Set(values.map((value) => decimalText(value, decimals))).size).toBe(values.length);
      }),
    );
  });

  it.each([0, -0.5, 3e5, 1e-12])("reaches to both sides of %f alone", (value) => {
    const { low, high } = ticksOf(value, value, 4);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });
});

it("wholeTicks begins at 0 and ends at the last place", () => {
  expect([0, 1, 3, 50, 47].map((last) => wholeTicks(last, 6))).toEqual([
    [0],
    [0, 1],
    [0, 1, 2, 3],
    [0, 10, 20, 30, 40, 50],
    [0, 10, 20, 30, 40, 47],
  ]);
});
