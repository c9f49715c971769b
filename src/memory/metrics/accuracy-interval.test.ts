import { describe, expect, it } from "vitest";
import { accuracyDifference, accuracyInterval } from "./accuracy-interval.ts";

const answers = (right: number, wrong: number): boolean[] =>
  Array.from({ length: right + wrong }, (_, i) => i < right);

describe("accuracyInterval", () => {
  it("is Wilson's", () => {
    // Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (const [right, of, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]) {
      const found = accuracyInterval(answers(right, of - right));
      expect(found.accuracy).toBe(right / of);
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    }
    expect(accuracyInterval([true]).high).toBe(1);
    expect(() => accuracyInterval([])).toThrow(RangeError);
  });
});

describe("accuracyDifference", () => {
  it("counts what only one got right", () => {
    const one = [...answers(30, 0), ...answers(0, 10), ...answers(60, 0)];
    const other = [...answers(0, 30), ...answers(10, 0), ...answers(60, 0)];
    const { difference, low, high } = accuracyDifference(one, other);
    expect(difference).toBeCloseTo(0.2, 10);
    // (b − c)/n = 20/102, ± 1.96 √(41 − 400/102)/102.
    expect(low).toBeCloseTo(0.0791, 3);
    expect(high).toBeCloseTo(0.3131, 3);
  });

  it("includes 0 where nothing differs, and swaps with its arguments", () => {
    const [one, other] = [answers(5, 5), answers(7, 3)];
    const same = accuracyDifference(one, one);
    expect([same.difference, same.low < 0, same.high > 0]).toEqual([0, true, true]);
    const [ahead, behind] = [accuracyDifference(other, one), accuracyDifference(one, other)];
    expect(ahead.low).toBeCloseTo(-behind.high, 12);
    expect(() => accuracyDifference(one, [true])).toThrow(/got 10 and 1/);
  });
});
