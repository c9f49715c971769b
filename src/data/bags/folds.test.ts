import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../math/index.ts";
import { stratifiedFolds, stratifiedSplit } from "./folds.ts";

const positives = (labels: readonly boolean[], at: readonly number[]): number =>
  at.filter((i) => labels[i]).length;

test("every position is in one fold; sizes and classes differ by at most one", () => {
  const counts = fc.tuple(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 5, max: 40 }));
  fc.assert(
    fc.property(counts, fc.integer({ min: 2, max: 5 }), fc.nat(), ([m, n], folds, seed) => {
      const labels = Array.from({ length: m + n }, (_, i) => (i * m) % (m + n) < m);
      const cut = stratifiedFolds(labels, folds, createRandom(seed));
      expect(cut.flat().sort((a, b) => a - b)).toEqual([...labels.keys()]);
      for (const count of [cut.map(({ length }) => length), cut.map((fold) => positives(labels, fold))]) {
        expect(Math.max(...count) - Math.min(...count)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("more classes than two are dealt out alike", () => {
  const labels = Array.from({ length: 50 }, (_, i) => (i < 20 ? 0 : i < 35 ? 1 : 2));
  const cut = stratifiedFolds(labels, 5, createRandom(1));
  expect(cut.flat().sort((a, b) => a - b)).toEqual([...labels.keys()]);
  for (const fold of cut) {
    expect([0, 1, 2].map((label) => fold.filter((i) => labels[i] === label).length)).toEqual([4, 3, 3]);
  }
  expect(() => stratifiedFolds([0, 0, 1, 2, 2], 2, createRandom(1))).toThrow(
    /1 of class 1.*at least two of each/,
  );
});

test("the seed draws them", () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 3 === 0);
  const cut = (seed: number): number[][] => stratifiedFolds(labels, 4, createRandom(seed));
  expect(cut(1)).toEqual(cut(1));
  expect(cut(1)).not.toEqual(cut(2));
});

test("a share of each class is set aside", () => {
  const labels = Array.from({ length: 100 }, (_, i) => i < 30);
  const { rest, aside } = stratifiedSplit(labels, 0.1, createRandom(1));
  expect([aside.length, positives(labels, aside)]).toEqual([10, 3]);
  expect([...rest, ...aside].sort((a, b) => a - b)).toEqual([...labels.keys()]);
  const few = stratifiedSplit([true, true, false, false], 0.9, createRandom(1));
  expect(few.rest).toHaveLength(2);
});

test("classes that are too small", () => {
  const labels = [true, true, true, false, false, false, false];
  expect(() => stratifiedFolds(labels, 4, createRandom(1))).toThrow(
    /4 folds need 4 of each class, got 3 positive and 4 negative; use at most 3 folds/,
  );
  expect(() => stratifiedFolds(labels, 1, createRandom(1))).toThrow(RangeError);
  expect(() => stratifiedSplit([true, false, false], 0.5, createRandom(1))).toThrow(/1 members/);
});
