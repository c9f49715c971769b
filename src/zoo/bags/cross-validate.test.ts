import { expect, test } from "vitest";
import type { BagSet } from "../../data/index.ts";
import { createRandom, matrix, normal } from "../../math/index.ts";
import { bagSettings } from "./bag-settings.ts";
import { type BagSplit, crossValidate, type LearnBags } from "./cross-validate.ts";
import { decidingInstances } from "./deciding.ts";

const random = createRandom(3);
const count = 40;

/** 40 bags of three instances with one feature; the sum tells the class but for noise. */
const set: BagSet = {
  instances: matrix(
    Float32Array.from({ length: 3 * count }, (_, i) => normal(random, i % 6 < 3 ? 0.5 : -0.5)),
    3 * count,
    1,
  ),
  bags: Array.from({ length: count }, (_, b) => ({
    ...{ id: `bag ${b}`, label: b % 2 === 0, rows: [3 * b, 3 * b + 1, 3 * b + 2] },
  })),
  features: ["x"],
  classes: ["no", "yes"],
  nameOf: String,
};

/** Log odds are the sum of a bag's instances; nothing is learned. */
function sums(splits: BagSplit[] = []): LearnBags {
  return async (_, split, settings) => {
    splits.push(split);
    return {
      best: 1,
      history: [],
      losses: [],
      validation: { loss: 0, auc: 0.5, accuracy: 0.5 },
      model: {
        settings,
        about: set,
        scores: async ({ instances, bags }) =>
          Float64Array.from(bags, (rows) => rows.reduce((sum, row) => sum + instances.data[row], 0)),
        shares: async ({ bags }) => bags.map((rows) => new Float64Array(rows.length).fill(1 / rows.length)),
        toBytes: () => new Uint8Array(0),
        toOnnx: () => new Uint8Array(0),
        close: async () => {},
      },
    };
  };
}

const settings = bagSettings();

test("no bag is scored by a model that saw it, and each is scored once", async () => {
  const splits: BagSplit[] = [];
  const { folds, auc } = await crossValidate(set, { settings, folds: 5, learn: sums(splits) });
  expect(folds.flatMap(({ bags }) => bags).sort((a, b) => a - b)).toEqual([...set.bags.keys()]);
  folds.forEach(({ bags }, fold) => {
    const seen = [...splits[fold].learned, ...splits[fold].validation];
    expect(seen.filter((bag) => bags.includes(bag))).toEqual([]);
    expect(new Set(seen).size).toBe(count - bags.length);
    expect(splits[fold].validation.map((bag) => set.bags[bag].label).sort()).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
  expect(auc.auc).toBeGreaterThan(0.75);
  expect(auc.folds).toHaveLength(5);
});

test("finished folds aren't run again, and a run that was stopped gives the same", async () => {
  const kept = new Map<number, object>();
  const keep = {
    get: (fold: number) => kept.get(fold),
    add: (fold: number, outcome: object) => kept.set(fold, outcome),
  };
  const whole = await crossValidate(set, { settings, folds: 4, learn: sums() });
  const stopping: LearnBags = (...given) => {
    if (kept.size === 2) throw new Error("stopped");
    return sums()(...given);
  };
  await expect(crossValidate(set, { settings, folds: 4, learn: stopping, kept: keep })).rejects.toThrow(
    "stopped",
  );
  const splits: BagSplit[] = [];
  const resumed = await crossValidate(set, { settings, folds: 4, learn: sums(splits), kept: keep });
  expect(splits).toHaveLength(2);
  expect(resumed).toEqual(whole);
});

test("the seed cuts the folds", async () => {
  const cut = async (seed: number): Promise<unknown> =>
    (await crossValidate(set, { settings, seed, learn: sums() })).folds.map(({ bags }) => bags);
  expect(await cut(2)).toEqual(await cut(2));
  expect(await cut(2)).not.toEqual(await cut(1));
});

test("what decides is what the score moves by", async () => {
  const { model } = await sums()(set, { learned: [], validation: [] }, settings, { random });
  const instances = matrix([4, -0.1, 1, 7], 4, 1);
  const [three, alone] = await decidingInstances(model, { instances, bags: [[0, 1, 2], [3]] });
  expect(three.map(({ row }) => row)).toEqual([0, 2, 1]);
  expect(three[0].without).toBeCloseTo(1 / (1 + Math.exp(-0.9)), 6);
  expect(three[0].share).toBeCloseTo(1 / 3, 12);
  expect(three[0].shift).toBeCloseTo(4, 6);
  expect(alone).toEqual([{ row: 3, share: 1, without: null, shift: null }]);
});
