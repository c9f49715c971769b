import { expect, it } from "vitest";
import { createRandom, fromRows, matrix, normal, rowOf } from "../math/index.ts";
import { similarityHistogram } from "./metrics/similarity-histogram.ts";
import { nearestPatterns } from "./nearest.ts";
import { negativeEuclidean } from "./similarity/distance.ts";

const patterns = fromRows([
  [1, 0],
  [0, 1],
  [3, 0],
]);

it("looks up the most alike pattern, by the similarity at hand; the first of equals", () => {
  const queries = fromRows([
    [1, 0.1],
    [0, 5],
    [0, 0],
  ]);
  expect([...nearestPatterns(queries, patterns)]).toEqual([2, 1, 0]);
  expect([...nearestPatterns(queries, patterns, negativeEuclidean)]).toEqual([0, 1, 0]);
});

it("refuses what doesn't fit", () => {
  expect(() => nearestPatterns(fromRows([[1]]), patterns)).toThrow("queries are [1, 1] and patterns [3, 2]");
  expect(() => similarityHistogram(patterns, fromRows([[1, 0]]))).toThrow("each cue comes from a pattern");
  expect(() => similarityHistogram(patterns, patterns, { own: [0, 1, 3] })).toThrow(
    "each cue comes from a pattern",
  );
  expect(() => similarityHistogram(patterns, patterns, { bins: 0 })).toThrow(
    "bins must be a whole number ≥ 1, got 0",
  );
});

it("sorts cosines into those with a cue's own pattern and the others", () => {
  const { edges, self, cross, ...means } = similarityHistogram(
    fromRows([
      [2, 0],
      [0, 3],
    ]),
    fromRows([
      [5, 0],
      [0, 5],
      [-1, 0],
      [1, 1],
    ]),
    { bins: 4 },
  );
  expect(edges).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(self).toEqual([0, 0, 0, 1]);
  // Of (2, 0): 0, −1, √½; of (0, 3): 0, 0, √½.
  expect(cross.map((share) => Math.round(6 * share))).toEqual([1, 0, 3, 2]);
  expect(means.meanSelf).toBe(1);
  expect(means.meanCross).toBeCloseTo((2 * Math.SQRT1_2 - 1) / 6, 6);
  expect(means.meanRival).toBeCloseTo(Math.SQRT1_2, 6);
  expect(means.overtaken).toBe(0);
});

it("says how many cues are more alike to another pattern: a lookup errs as often", () => {
  const random = createRandom(3);
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => normal(random));
  const own = matrix(draw(60 * 4), 60, 4);
  const cues = matrix(
    own.data.map((value) => value + 0.8 * normal(random)),
    60,
    4,
  );
  const unit = fromRows(
    Array.from({ length: 60 }, (_, n) => {
      const row = rowOf(own, n);
      return row.map((value) => value / Math.hypot(...row));
    }),
  );
  const wrong = nearestPatterns(cues, unit).filter((found, b) => found !== b).length;
  expect(wrong).toBeGreaterThan(5);
  const { overtaken, self, cross } = similarityHistogram(cues, own);
  const backwards = matrix(
    Float32Array.from([...Array(60).keys()].flatMap((b) => [...rowOf(cues, 59 - b)])),
    60,
    4,
  );
  const order = Array.from({ length: 60 }, (_, b) => 59 - b);
  expect(similarityHistogram(backwards, own, { own: order }).overtaken).toBe(overtaken);
  expect(overtaken).toBeCloseTo(wrong / 60, 6);
  for (const shares of [self, cross]) expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
});
