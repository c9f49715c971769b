import { expect, it } from "vitest";
import { createRandom, rowOf, rowsOf } from "../math/index.ts";
import { openData } from "./data.ts";
import { maskRatioCell } from "./mask-task.ts";
import { type NoiseCell, recallFromNoise } from "./noise-task.ts";
import { drawPictures, noisy, ownKept, ratesOf } from "./picture-task.ts";

const context = (): Parameters<typeof recallFromNoise>[1] => ({
  ...{ random: createRandom(1), data: openData("nowhere"), clock: () => 0 },
});
const task = drawPictures({ data: "scenes", reading: "standardised", memories: 30 }, context());
const asked = rowsOf(task.stored, [...task.targets]);

it("standardises pictures", () => {
  for (let b = 0; b < 30; b++) {
    const row = rowOf(task.stored, b);
    expect(row.reduce((sum, v) => sum + v, 0) / row.length).toBeCloseTo(0, 5);
    expect(row.reduce((sum, v) => sum + v * v, 0) / row.length).toBeCloseTo(1, 4);
  }
  expect(task.targets).toHaveLength(20);
});

it("rates what is the picture as right, and another as wrong", () => {
  expect(ratesOf(asked, task)).toEqual({ success: 1, identified: 1, error: 0 });
  const others = rowsOf(
    task.stored,
    task.targets.map((target) => (target + 1) % 30),
  );
  expect(ratesOf(others, task)).toMatchObject({ success: 0, identified: 0 });
});

it("adds noise of the variance that it is told", () => {
  const noise = noisy(asked, 4, createRandom(2)).data.map((value, i) => value - asked.data[i]);
  expect(noise.reduce((sum, v) => sum + v * v, 0) / noise.length).toBeCloseTo(4, 0);
});

it("always keeps the pattern that is asked for, and as many as it is told", () => {
  const { targets, beta, stored } = task;
  const { weights } = ownKept(0.2, { beta, targets, random: createRandom(3) })
    .store(stored)
    .retrieve(asked);
  targets.forEach((target, b) => {
    const row = weights ? rowOf(weights, b) : [];
    expect(row[target]).toBeGreaterThan(0);
    expect(Array.from(row).filter((weight) => weight > 0).length).toBeLessThanOrEqual(6);
  });
});

it("is harmed by noise wherever it is, and by none without", () => {
  const cell: NoiseCell = { data: "scenes", reading: "standardised", noise: "memories", variance: 0, run: 0 };
  const clean = recallFromNoise(cell, context());
  expect(clean["nearest by product"].identified).toBe(1);
  for (const noise of ["memories", "queries"] as const) {
    const { dense } = recallFromNoise({ ...cell, noise, variance: 200 }, context());
    expect(dense.error).toBeGreaterThan(clean.dense.error + 0.1);
  }
});

it("gives rates of every model for every mask", async () => {
  const outcome = await maskRatioCell({ part: "recall", data: "scenes", memories: 10, run: 0 }, context());
  expect(Object.keys("rates" in outcome ? outcome.rates : {})).toHaveLength(1 + 2 * 3);
});
