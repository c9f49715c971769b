import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNet, openParameters } from "../../engine/index.ts";
import { layerSeparationLoss } from "../../layers/index.ts";
import { createRandom, integer, type Matrix, matrix, normal } from "../../math/index.ts";
import { openOnnx } from "../../onnx/index.node.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { LearningStoppedError } from "../learning.ts";
import { picturesAt } from "./vision-asker.ts";
import { type LearnedVision, learnVision, type VisionTask } from "./vision-learner.ts";
import { visionNet } from "./vision-net.ts";
import { type VisionSettings, visionSettings } from "./vision-settings.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnx();
});
afterAll(() => runtime?.close());

/** Pictures of 8 × 8: a square of 3 × 3, red, green or blue, somewhere in noise. */
function squares(count: number, seed: number): { pictures: Matrix; labels: number[] } {
  const random = createRandom(seed);
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  const data = labels.flatMap((label) => {
    const [top, left] = [integer(random, 6), integer(random, 6)];
    return Array.from({ length: 192 }, (_, i) => {
      const [y, x, c] = [Math.floor(i / 24), Math.floor(i / 3) % 8, i % 3];
      const inside = y >= top && y < top + 3 && x >= left && x < left + 3;
      return 0.3 + (inside && c === label ? 0.4 : 0) + normal(random, 0, 0.1);
    });
  });
  return { pictures: matrix(data, count, 192), labels };
}

const small: Partial<VisionSettings> = {
  ...{
    side: 8,
    patch: 2,
    classes: 3,
    width: 16,
    heads: 2,
    mean: [0.3, 0.3, 0.3],
    deviation: [0.2, 0.2, 0.2],
  },
};
const set = squares(120, 1);
const fresh = squares(90, 2);

function learn(
  changes: Partial<VisionSettings> = {},
  rest: Partial<VisionTask> = {},
): Promise<LearnedVision> {
  const net = visionNet(visionSettings({ ...small, ...changes }), createRandom(1));
  return learnVision({ runtime, net, ...set, epochs: 12, batchSize: 30, rate: 0.01, ...rest });
}

function accuracyOf(logits: Matrix, labels: readonly number[]): number {
  const right = labels.filter((label, i) => {
    const row = logits.data.subarray(3 * i, 3 * i + 3);
    return row.every((value) => value <= row[label]);
  });
  return right.length / labels.length;
}

describe("learnVision", () => {
  it.each<[string, Partial<VisionSettings>]>([
    ["dense", {}],
    ["sparse", { separation: "sparsemax" }],
    ["entmax", { separation: "entmax" }],
    ["three layers", { layers: 3 }],
    ["the mean of patches", { readout: "mean" }],
    ["dense with U-Hop", { kernels: true }],
    [
      "sparse with U-Hop, as coded, two layers",
      { ...{ separation: "sparsemax", layers: 2 }, kernels: true, asCoded: true },
    ],
  ])("tells squares apart that it never saw: %s", async (_, changes) => {
    const learned = await learn(changes);
    expect(accuracyOf((await learned.ask(fresh.pictures)).logits, fresh.labels)).toBeGreaterThan(0.8);
    expect(learned.losses[11]).toBeLessThan(0.6 * learned.losses[0]);
    await learned.close();
  });

  it("says the same from its ONNX model, and of one picture as among many", async () => {
    const learned = await learn({ layers: 2, separation: "sparsemax" }, { epochs: 2 });
    const { logits, features } = await learned.ask(fresh.pictures);
    const session = await runtime.load(learned.toOnnx(2));
    const found = {
      logits: { data: new Float32Array(6), shape: [2, 3] },
      features: { data: new Float32Array(32), shape: [2, 16] },
    };
    await session.run({ pictures: picturesAt(fresh.pictures, [70, 3], visionSettings(small)) }, found);
    const alone = await learned.ask(matrix(fresh.pictures.data.slice(3 * 192, 4 * 192), 1, 192));
    for (let k = 0; k < 3; k++) {
      expect(found.logits.data[k]).toBeCloseTo(logits.data[3 * 70 + k], 4);
      expect(found.logits.data[3 + k]).toBeCloseTo(logits.data[3 * 3 + k], 4);
      expect(alone.logits.data[k]).toBeCloseTo(logits.data[3 * 3 + k], 4);
    }
    expect(found.features.data[5]).toBeCloseTo(features.data[16 * 70 + 5], 4);
    await session.close();
    await learned.close();
  });

  it("goes on from its checkpoint to the same parameters, with kernels and dropout too", async () => {
    const changes = { kernels: true, dropout: 0.1 };
    const whole = await learn(changes, { epochs: 3 });
    let kept: Uint8Array | undefined;
    const checkpoint = {
      load: () => kept,
      save: (bytes: Uint8Array) => {
        kept = bytes;
      },
    };
    const stop = new AbortController();
    const stopped = learn(changes, {
      epochs: 3,
      checkpoint,
      signal: stop.signal,
      onEpoch: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow(LearningStoppedError);
    const resumed = await learn(changes, { epochs: 3, checkpoint });
    for (const { name } of whole.parameters.parameters) {
      expect(resumed.parameters.values[name].data).toEqual(whole.parameters.values[name].data);
    }
    for (const each of [whole, resumed]) await each.close();
  });
});

describe("U-Hop's two stages", () => {
  it("the first alone moves Φ, and separates the patches of every layer", async () => {
    const separations: number[] = [];
    const seen = {
      epochs: 6,
      kernelRate: 0.5,
      onEpoch: ({ separation }: { separation: number | null }) => void separations.push(separation ?? 0),
    };
    const net = visionNet(visionSettings({ ...small, kernels: true, layers: 2 }), createRandom(1));
    const before = net.kernel.map(({ start }) => start.slice());
    const still = await learnVision({ runtime, net, ...set, epochs: 1, batchSize: 30, kernelRate: 0 });
    net.kernel.forEach(({ name }, i) => {
      expect(still.parameters.values[name].data).toEqual(before[i]);
    });
    await still.close();
    const moved = await learnVision({ runtime, net, ...set, batchSize: 30, ...seen });
    expect(separations[5]).toBeLessThan(separations[0]);
    await moved.close();
  });

  it("as coded, both move the embedding, and the task moves Φ", async () => {
    const net = visionNet(visionSettings({ ...small, kernels: true, asCoded: true }), createRandom(1));
    const learned = await learnVision({ runtime, net, ...set, epochs: 1, kernelRate: 0 });
    for (const { name, start } of [...net.kernel, ...net.embedding]) {
      expect(learned.parameters.values[name].data).not.toEqual(start);
    }
    await learned.close();
  });

  it("Φ sees the patches of all layers, one behind the other", async () => {
    const net = visionNet(visionSettings({ ...small, kernels: true, layers: 2 }), createRandom(1));
    const asked = await openNet({
      ...{ runtime, parameters: openParameters(net.parameters) },
      outputs: ({ pictures }) => {
        const separated = net.separated(pictures);
        return { separated, loss: layerSeparationLoss(separated) };
      },
    });
    const { separated } = await asked.run({ pictures: picturesAt(set.pictures, [0, 1], net.settings) });
    expect(separated.shape).toEqual([4, 16, 16]);
    await asked.close();
  });
});

it.each<[Partial<VisionSettings>, RegExp]>([
  [{ patch: 3 }, /patches of 3 don't fill a side of 8/],
  [{ heads: 3 }, /3 heads need a width/],
  [{ classes: 0 }, /classes must be a whole number ≥ 1, got 0/],
  [{ dropout: 1 }, /dropout must be in \[0, 1\)/],
  [{ mean: [0, 0] }, /3 channels need as many means/],
])("refuses settings that can't be: %j", (changes, message) => {
  expect(() => visionSettings({ ...small, ...changes })).toThrow(message);
});
