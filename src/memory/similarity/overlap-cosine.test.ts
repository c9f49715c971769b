import { expect, it } from "vitest";
import { fromRows, reference, toRows, zeros } from "../../math/index.ts";
import { cosine } from "./cosine.ts";
import { overlapCosine } from "./overlap-cosine.ts";

const scores = (similarity: typeof cosine, queries: number[][], patterns: number[][]): number[] => {
  const out = zeros(queries.length, patterns.length);
  return toRows(similarity.prepare(fromRows(patterns), reference).scores(out, fromRows(queries)))[0];
};

it("scores a half-known cue as high as a whole one", () => {
  const patterns = [
    [3, 4, 1, 2],
    [-4, 3, 1, 1],
  ];
  expect(scores(overlapCosine(), [[3, 4, 0, 0]], patterns)[0]).toBeCloseTo(1, 6);
  expect(scores(overlapCosine(), [[3, 4, 0, 0]], patterns)[1]).toBeCloseTo(0, 6);
});

it("is the cosine where everything is known", () => {
  const patterns = [
    [3, 4, -1],
    [1, 1, 2],
  ];
  const [query] = [[0.5, 2, 1]];
  scores(overlapCosine(), [query], patterns).forEach((score, n) => {
    expect(score).toBeCloseTo(scores(cosine, [query], patterns)[n], 6);
  });
});

it("keeps patterns of which hardly anything is known low, and zero vectors at 0", () => {
  expect(
    scores(
      overlapCosine({ floor: 0.25 }),
      [[1, 0]],
      [
        [0.01, 1],
        [0, 0],
      ],
    ),
  ).toEqual([expect.closeTo(0.02, 4), 0]);
  expect(scores(overlapCosine(), [[0, 0]], [[1, 1]])).toEqual([0]);
  expect(() => overlapCosine({ floor: 0 })).toThrow("floor must be in (0, 1], got 0");
});
