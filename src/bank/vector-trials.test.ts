import { expect, it } from "vitest";
import { createRandom, normal } from "../math/index.ts";
import { Memory } from "./memory.ts";
import { calibrateVectors } from "./vector-trials.ts";

function gaussianRows(rows: number, columns: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(random)));
}

const patterns = gaussianRows(200, 64, 1);
const memory = await calibrateVectors(
  await Memory.create({ ids: patterns.map((_, i) => String(i)), patterns }),
);

it("recalls noisy vectors of its own and refuses strangers", async () => {
  const random = createRandom(2);
  const noisy = patterns.map((pattern) => pattern.map((value) => value + 0.6 * normal(random)));
  const own = await memory.recallMany(noisy);
  expect(
    own.filter(({ outcome, items }, i) => outcome === "recalled" && items[0].id === String(i)).length,
  ).toBeGreaterThan(190);
  const strange = await memory.recallMany(gaussianRows(500, 64, 3));
  expect(strange.filter(({ outcome }) => outcome !== "unknown").length).toBeLessThan(15);
  expect(memory.calibration?.trueRecallRate).toBeGreaterThan(0.9);
});

it("gives the same for the same seed", async () => {
  expect((await calibrateVectors(memory)).calibration).toEqual(memory.calibration);
});

it("refuses strangers of a crowd of look-alikes", async () => {
  const random = createRandom(4);
  const crowd = Array.from({ length: 60 }, () => patterns[0].map((value) => value + 0.5 * normal(random)));
  const plain = await Memory.create({ ids: crowd.map((_, i) => String(i)), patterns: crowd });
  const wary = await calibrateVectors(plain);
  const strange = await wary.recallMany(gaussianRows(100, 64, 5));
  expect(strange.filter(({ outcome }) => outcome !== "unknown").length).toBeLessThanOrEqual(2);
  const lookAlikes = Array.from({ length: 100 }, () =>
    patterns[0].map((value) => value + 0.5 * normal(random)),
  );
  const claimed = (await wary.recallMany(lookAlikes)).filter(({ outcome }) => outcome === "recalled");
  expect(claimed.length).toBeLessThanOrEqual(5);
});
