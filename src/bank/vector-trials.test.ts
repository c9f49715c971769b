import { expect, it } from "vitest";
import { createRandom, normal } from "../math/index.ts";
import { Memory } from "./memory.ts";
import { calibrateVectors } from "./vector-trials.ts";

function gaussianRows(rows: number, columns: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(random)));
}

const patterns = gaussianRows(200, 64, 1);
const memory = calibrateVectors(Memory.create({ ids: patterns.map((_, i) => String(i)), patterns }));

it("recalls noisy vectors of its own and refuses strangers", () => {
  const random = createRandom(2);
  const own = patterns.map((pattern) => memory.recall(pattern.map((value) => value + 0.6 * normal(random))));
  expect(
    own.filter(({ outcome, items }, i) => outcome === "recalled" && items[0].id === String(i)).length,
  ).toBeGreaterThan(190);
  const strange = gaussianRows(500, 64, 3).map((vector) => memory.recall(vector));
  expect(strange.filter(({ outcome }) => outcome !== "unknown").length).toBeLessThan(15);
  expect(memory.calibration?.trueRecallRate).toBeGreaterThan(0.9);
});

it("gives the same for the same seed", () => {
  expect(calibrateVectors(memory).calibration).toEqual(memory.calibration);
});

it("refuses strangers of a crowd of look-alikes", () => {
  const random = createRandom(4);
  const crowd = Array.from({ length: 60 }, () => patterns[0].map((value) => value + 0.5 * normal(random)));
  const wary = calibrateVectors(Memory.create({ ids: crowd.map((_, i) => String(i)), patterns: crowd }));
  const strange = gaussianRows(100, 64, 5).map((vector) => wary.recall(vector).outcome);
  expect(strange.filter((outcome) => outcome !== "unknown").length).toBeLessThanOrEqual(2);
  const lookAlikes = Array.from({ length: 100 }, () =>
    patterns[0].map((value) => value + 0.5 * normal(random)),
  );
  const claimed = lookAlikes.filter((vector) => wary.recall(vector).outcome === "recalled");
  expect(claimed.length).toBeLessThanOrEqual(5);
});
