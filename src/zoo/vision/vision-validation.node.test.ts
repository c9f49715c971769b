import { afterAll, beforeAll, expect, it } from "vitest";
import { createRandom, matrix, normal } from "../../math/index.ts";
import { openOnnx } from "../../onnx/index.node.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { openVisionModel, visionModel } from "./vision-model.ts";
import { visionSettings } from "./vision-settings.ts";
import { crossValidateVision, learnPictures, mostAlike, type VisionFold } from "./vision-validation.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnx();
});
afterAll(() => runtime?.close());

/** Bright or dark pictures of 4 × 4; a third as many dark ones. */
const random = createRandom(1);
const labels = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 0));
const data = labels.flatMap((label) =>
  Array.from({ length: 48 }, () => (label === 1 ? 0.2 : 0.7) + normal(random, 0, 0.05)),
);
const set = { pictures: matrix(data, 40, 48), labels };
const settings = visionSettings({ side: 4, patch: 2, classes: 2, width: 8, heads: 2 });
const options = { settings, learning: { epochs: 8, batchSize: 8, rate: 0.01 } };

it("every picture is told once, by a net that never saw it, and is most like others of its class", async () => {
  const folds = await crossValidateVision(set, { ...options, runtime, folds: 4, seed: 3 });
  expect(folds.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual([...labels.keys()]);
  for (const { rows, shares, alike, nearest, largest } of folds) {
    expect(largest).toBe(0);
    rows.forEach((row, i) => {
      expect(shares[i][0] + shares[i][1]).toBeCloseTo(1, 5);
      expect(shares[i][labels[row]]).toBeGreaterThan(0.5);
      expect(labels[nearest[i]]).toBe(labels[row]);
      expect(alike[i]).toHaveLength(3);
      for (const { row: other, similarity } of alike[i]) {
        expect(rows).not.toContain(other);
        expect(labels[other]).toBe(labels[row]);
        expect(Math.abs(similarity)).toBeLessThanOrEqual(1 + 1e-6);
      }
    });
  }
});

it("folds that are kept aren't run again, and the same seed gives the same", async () => {
  const kept = new Map<number, object>();
  const keeping = {
    get: (fold: number) => kept.get(fold),
    add: (fold: number, outcome: object) => void kept.set(fold, outcome),
  };
  const short = { ...options, runtime, folds: 2, learning: { ...options.learning, epochs: 1 } };
  const first = await crossValidateVision(set, { ...short, kept: keeping });
  let passes = 0;
  const again = await crossValidateVision(set, { ...short, kept: keeping, onEpoch: () => void passes++ });
  expect([passes, again]).toEqual([0, first]);
  expect(await crossValidateVision(set, short)).toEqual(first satisfies VisionFold[]);
});

it("a model is the same after it was saved, and names what it remembers", async () => {
  const { learned, settings: own } = await learnPictures(set, {
    ...options,
    runtime,
    random: createRandom(1),
  });
  const { features } = await learned.ask(set.pictures);
  const about = {
    classes: ["bright", "dark"],
    remembered: labels.map((label, i) => ({ name: `${i}.png`, label })),
  };
  const model = visionModel({
    settings: own,
    parameters: learned.parameters,
    asker: learned,
    about,
    features,
  });
  const told = await model.tell(set.pictures);
  const opened = await openVisionModel(model.toBytes(), { runtime });
  expect(await opened.tell(set.pictures)).toEqual(told);
  expect(opened.about).toEqual(about);
  // What is remembered is most like itself.
  told.forEach(({ alike }, i) => {
    expect(alike[0].similarity).toBeCloseTo(1, 5);
    expect(alike.map(({ row }) => labels[row])).toEqual([labels[i], labels[i], labels[i]]);
  });
  for (const each of [model, opened]) await each.close();
  await expect(openVisionModel(new Uint8Array(8), { runtime, name: "a.model" })).rejects.toThrow(
    /^a\.model: /,
  );
});

it("the most alike are those of the largest cosines, whatever their length", () => {
  const remembered = matrix([1, 0, 3, 3, 0, 5, -1, 0], 4, 2);
  const [[first, second, third]] = mostAlike(matrix([2, 1], 1, 2), remembered);
  expect([first.row, second.row, third.row]).toEqual([1, 0, 2]);
  expect(first.similarity).toBeCloseTo(3 / Math.sqrt(10), 6);
});
