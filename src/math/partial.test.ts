import fc from "fast-check";
import { expect, it } from "vitest";
import { mergePartials, type Partial } from "./partial.ts";
import { softmaxRow } from "./row-softmax.ts";

const none: Partial = { top: Number.NEGATIVE_INFINITY, weight: 0, skipped: 0, sums: new Float64Array(2) };

/** The partial of one pattern. */
const single = (score: number, value: readonly number[]): Partial => ({
  top: score,
  weight: 1,
  skipped: 0,
  sums: Float64Array.from(value),
});

const score = fc.double({ min: -50, max: 50, noNaN: true });
const item = fc.tuple(score, fc.tuple(score, score));

it("gives softmax whatever the order and grouping", () => {
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.boolean(),
      (items, cut, turned) => {
        const beta = 0.7;
        const parts = (turned ? items.toReversed() : items).map(([s, v]) => single(s, v));
        const at = cut % (parts.length + 1);
        const half = (some: Partial[]): Partial => mergePartials([none, ...some], beta);
        const merged = mergePartials([half(parts.slice(at)), half(parts.slice(0, at))], beta);
        const scores = Float64Array.from(items, ([s]) => s);
        const weights = softmaxRow(new Float64Array(items.length), scores, beta);
        [0, 1].forEach((i) => {
          const expected = items.reduce((sum, [, value], n) => sum + weights[n] * value[i], 0);
          expect(merged.sums[i] / merged.weight).toBeCloseTo(expected, 10);
        });
      },
    ),
  );
});

it("scales what was passed over like everything else", () => {
  const low: Partial = { ...single(-10, [1, 1]), skipped: 0.5 };
  const merged = mergePartials([low, single(0, [0, 0])], 0.1);
  expect(merged.skipped).toBeCloseTo(0.5 * Math.exp(-1), 12);
});
