import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BagSet } from "../../data/index.ts";
import { createRandom, integer, matrix, normal, rowOf } from "../../math/index.ts";
import { rocAuc } from "../../memory/index.ts";
import { openOnnx } from "../../onnx/index.node.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { DivergedError, LearningStoppedError } from "../learning.ts";
import { openBagModel } from "./bag-file.ts";
import { bagLearner } from "./bag-learner.ts";
import type { LearnedBags } from "./bag-model.ts";
import { type BagSettings, bagSettings } from "./bag-settings.ts";
import { decidingInstances } from "./deciding.ts";

/** Bags of 2 to 8 instances of 6 numbers; a positive one holds one whose first two numbers are large. */
function hiddenWitness(count: number, seed: number): BagSet & { witnesses: (number | undefined)[] } {
  const random = createRandom(seed);
  const rows: number[] = [];
  const witnesses: (number | undefined)[] = [];
  const bags = Array.from({ length: count }, (_, b) => {
    const label = b % 2 === 0;
    const size = 2 + integer(random, 7);
    const from = rows.length / 6;
    const witness = integer(random, size);
    for (let i = 0; i < size; i++) {
      const numbers = Array.from({ length: 6 }, () => normal(random));
      if (label && i === witness)
        numbers.splice(0, 2, 4 + normal(random, 0, 0.3), 4 + normal(random, 0, 0.3));
      rows.push(...numbers);
    }
    witnesses.push(label ? from + witness : undefined);
    return { id: `bag ${b}`, label, rows: Array.from({ length: size }, (_, i) => from + i) };
  });
  return {
    ...{
      bags,
      witnesses,
      instances: matrix(rows, rows.length / 6, 6),
      features: ["a", "b", "c", "d", "e", "f"],
    },
    ...{ classes: ["no", "yes"], nameOf: (row: number) => `row ${row}` },
  };
}

const set = hiddenWitness(160, 1);
const split = { learned: [...Array(80).keys()], validation: [...Array(20).keys()].map((i) => 80 + i) };
const held = [...Array(60).keys()].map((i) => 100 + i);
const asked = { instances: set.instances, bags: held.map((bag) => set.bags[bag].rows) };
const labels = held.map((bag) => set.bags[bag].label === true);
const small: Partial<BagSettings> = {
  width: 16,
  heads: 2,
  epochs: 20,
  dropout: 0.1,
  learningRate: 0.01,
  beta: 0.5,
};

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnx();
});
afterAll(() => runtime?.close());

function learn(changes: Partial<BagSettings> = {}, seed = 1): Promise<LearnedBags> {
  const settings = bagSettings({ ...small, ...changes });
  return bagLearner(runtime).learn(set, split, settings, { random: createRandom(seed) });
}

/** What an exported model says of the bags that are asked about, padded with numbers that mustn't count. */
async function logitsOf(onnx: Uint8Array): Promise<number[]> {
  const session = await runtime.load(onnx);
  const [B, S] = [held.length, 8];
  const [x, valid] = [new Float32Array(B * S * 6).fill(7), new Uint8Array(B * S)];
  asked.bags.forEach((rows, b) => {
    rows.forEach((row, s) => {
      x.set(rowOf(set.instances, row), (b * S + s) * 6);
      valid[b * S + s] = 1;
    });
  });
  const logits = { data: new Float32Array(B), shape: [B, 1] };
  const inputs = { x: { data: x, shape: [B, S, 6] }, valid: { data: valid, shape: [B, S] } };
  await session.run(inputs, { logits });
  await session.close();
  return Array.from(logits.data);
}

describe("bagLearner", () => {
  it.each<[string, Partial<BagSettings>, number]>([
    ["Hopfield, softmax", {}, 0.9],
    ["Hopfield, sparsemax, two steps", { separation: "sparsemax", steps: 2 }, 0.9],
    ["Hopfield, learned entmax", { separation: "entmax" }, 0.9],
    ["Hopfield, top-k", { separation: "top-k", fraction: 0.5 }, 0.9],
    ["Hopfield, random-masked", { separation: "random-masked", fraction: 0.8 }, 0.8],
    ["Hopfield, linear", { separation: "linear" }, 0.9],
    ["Hopfield, random-features", { separation: "random-features" }, 0.9],
    ["mean, which sees it only as one of several", { pooling: "mean" }, 0.7],
    ["max", { pooling: "max" }, 0.9],
  ])(
    "tells bags with a hidden witness from others, as its ONNX model does: %s",
    async (_, changes, least) => {
      const { model, history, losses } = await learn(changes);
      const scores = await model.scores(asked);
      const logits = await logitsOf(model.toOnnx({ instances: 8, bags: held.length }));
      expect(logits).toEqual(Array.from(scores, (score) => expect.closeTo(score, 4)));
      expect(rocAuc(labels, scores)).toBeGreaterThan(least);
      expect(history).toHaveLength(20);
      expect(losses[19]).toBeLessThan(losses[0]);
      await model.close();
    },
  );
});

describe("a learned model", () => {
  it("says which instance decided: the witness", async () => {
    const { model } = await learn({ pooling: "max" });
    const deciding = await decidingInstances(model, asked);
    const found = held.filter((bag, i) => set.bags[bag].label && deciding[i][0].row === set.witnesses[bag]);
    expect(found.length).toBeGreaterThan(0.9 * labels.filter(Boolean).length);
    for (const bag of deciding) {
      for (const { share } of bag) expect(share).toBeGreaterThanOrEqual(0);
    }
    await model.close();
  });

  it("has shares that sum to 1, where weights are formed", async () => {
    for (const changes of [
      {},
      { pooling: "mean" },
      { pooling: "max" },
      { separation: "sparsemax" },
    ] as const) {
      const { model } = await learn({ ...changes, epochs: 1 });
      for (const shares of (await model.shares(asked)) ?? []) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      }
      await model.close();
    }
    const { model } = await learn({ separation: "linear", epochs: 1 });
    expect(await model.shares(asked)).toBeUndefined();
    await model.close();
  });

  it("is the same after it was saved, and of the same seed the same bytes", async () => {
    const [first, again] = [await learn({ epochs: 3 }), await learn({ epochs: 3 })];
    const bytes = first.model.toBytes();
    expect(again.model.toBytes()).toEqual(bytes);
    const opened = await openBagModel(bytes, { runtime });
    expect(await opened.scores(asked)).toEqual(await first.model.scores(asked));
    expect(opened.about).toEqual({ classes: ["no", "yes"], features: set.features });
    for (const { model } of [first, again, { model: opened }]) await model.close();
    await expect(openBagModel(new Uint8Array(8), { runtime, name: "a.bags" })).rejects.toThrow(/^a\.bags: /);
  });

  it("doesn't see padding: a bag's score is the same beside longer ones", async () => {
    const { model } = await learn({ epochs: 2 });
    const all = await model.scores(asked);
    const alone = await model.scores({ ...asked, bags: [asked.bags[3]] });
    expect(alone[0]).toBeCloseTo(all[3], 4);
    await model.close();
  });
});

it("stops with the step and the likely cause where the loss isn't finite", async () => {
  const learning = learn({ learningRate: 1e30 });
  await expect(learning).rejects.toThrow(DivergedError);
  await expect(learning).rejects.toThrow(
    /^learning stopped at step \d+: the loss is .*lower the learning rate/,
  );
});

it("goes on from its checkpoint to the same bytes", async () => {
  const settings = bagSettings({ ...small, epochs: 5 });
  const whole = await learn({ epochs: 5 });
  let kept: Uint8Array | undefined;
  const stop = new AbortController();
  const checkpoint = {
    load: () => kept,
    save: (bytes: Uint8Array) => {
      kept = bytes;
    },
  };
  const options = { checkpoint, signal: stop.signal, onEpoch: () => stop.abort() };
  const { learn: once } = bagLearner(runtime);
  await expect(once(set, split, settings, { random: createRandom(1), ...options })).rejects.toThrow(
    LearningStoppedError,
  );
  const resumed = await once(set, split, settings, { random: createRandom(1), checkpoint });
  expect(resumed.history).toHaveLength(4);
  expect(resumed.best).toBe(whole.best);
  expect(resumed.model.toBytes()).toEqual(whole.model.toBytes());
  for (const { model } of [whole, resumed]) await model.close();
});
