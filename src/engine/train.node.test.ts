import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, normal } from "../math/index.ts";
import { openOnnxHere } from "../onnx/index.node.ts";
import type { NamedTensors, OnnxRuntime } from "../onnx/index.ts";
import { adamW } from "./adam.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import { relu } from "./operations/activations.ts";
import { subtract } from "./operations/arithmetic.ts";
import { dropout } from "./operations/dropout.ts";
import { meanSquaredError } from "./operations/losses.ts";
import { linear, matmul } from "./operations/matmul.ts";
import { log, sqrt, square } from "./operations/pointwise.ts";
import { mean, sum } from "./operations/reduce.ts";
import { cosineSchedule } from "./schedule.ts";
import { sgd } from "./sgd.ts";
import { parameter } from "./source.ts";
import { heStart } from "./start.ts";
import { type TrainOptions, train } from "./train.ts";
import { openTrainer, type Trainer } from "./trainer.ts";
import type { Value } from "./value.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnxHere();
});
afterAll(() => runtime.close());

const ITEMS = 21;

/** y = x₁ − 2 x₂ with noise. */
const data = (() => {
  const random = createRandom(5);
  return Array.from({ length: ITEMS }, () => {
    const [a, b] = [normal(random), normal(random)];
    return { x: [a, b], y: a - 2 * b + normal(random, 0, 0.1) };
  });
})();

function batch(items: readonly number[]): NamedTensors {
  const chosen = items.map((item) => data[item]);
  return {
    x: { data: Float32Array.from(chosen.flatMap(({ x }) => x)), shape: [items.length, 2] },
    y: { data: Float32Array.from(chosen, ({ y }) => y), shape: [items.length, 1] },
  };
}

/** A net with dropout, so that every kind of randomness takes part. */
async function opened(rate = 0.02): Promise<{ trainer: Trainer; options: TrainOptions }> {
  const random = createRandom(1);
  const W1 = parameter("W1", [2, 16], heStart(random, [2, 16]));
  const b1 = parameter("b1", [16]);
  const W2 = parameter("W2", [16, 1], heStart(random, [16, 1]));
  const parameters = [W1, b1, W2];
  const trainer = await openTrainer({
    ...{ runtime, parameters, optimiser: adamW({ rate }), seed: 9, clipNorm: 5 },
    loss: ({ x, y }) => meanSquaredError(matmul(dropout(relu(linear(x, W1, b1)), 0.1), W2), y),
  });
  const schedule = cosineSchedule({ steps: 60, minimum: 0.1 });
  return { trainer, options: { trainer, items: ITEMS, batchSize: 4, batch, epochs: 10, seed: 4, schedule } };
}

describe("training", () => {
  it("goes through all items in each epoch, and learns", async () => {
    const { options } = await opened();
    const seen: number[][] = [];
    const told: number[] = [];
    const outcome = await train({
      ...options,
      batch: (items) => {
        seen.push([...items]);
        return batch(items);
      },
      onProgress: ({ steps, totalSteps }) => told.push(steps / totalSteps),
    });
    expect(outcome).toMatchObject({ ending: "finished", steps: 60, scores: [] });
    expect(outcome.losses.length).toBe(10);
    expect(outcome.losses[9]).toBeLessThan(outcome.losses[0] / 2);
    const epochs = [0, 6].map((from) => seen.slice(from, from + 6).flat());
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual(data.map((_, i) => i));
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect([told.length, told[59]]).toEqual([60, 1]);
  });

  it.each([1, 5, 6, 7, 30])("gives the same bytes when it goes on after step %i", async (stop) => {
    const validate = (epoch: number): number => [5, 4, 6, 3, 9, 9, 9, 9, 9, 9][epoch];
    const whole = await opened();
    const expected = await train({ ...whole.options, validate });
    const first = await opened();
    const aborted = new AbortController();
    let kept = new Uint8Array(0);
    const checkpoint = {
      save: (bytes: Uint8Array) => {
        kept = bytes.slice();
      },
    };
    const cut = await train({
      ...first.options,
      ...{ validate, checkpoint, signal: aborted.signal },
      onProgress: ({ steps }) => steps === stop && aborted.abort(),
    });
    expect([cut.ending, cut.steps]).toEqual(["interrupted", stop]);
    const second = await opened();
    const outcome = await train({ ...second.options, validate, resume: kept });
    expect(outcome).toEqual(expected);
    expect(writeCheckpoint(second.trainer)).toEqual(writeCheckpoint(whole.trainer));
  });

  it("keeps checkpoints in between, from which the end is the same, too", async () => {
    const whole = await opened();
    const kept: Uint8Array[] = [];
    const checkpoint = { everySteps: 4, save: (bytes: Uint8Array) => void kept.push(bytes.slice()) };
    await train({ ...whole.options, epochs: 2, checkpoint });
    // After steps 4 and 8, and after each epoch of 6.
    expect(kept.length).toBe(4);
    for (const resume of kept) {
      const again = await opened();
      await train({ ...again.options, epochs: 2, resume });
      expect(writeCheckpoint(again.trainer)).toEqual(writeCheckpoint(whole.trainer));
    }
  });

  it("stops early, with the parameters of the best epoch", async () => {
    const { trainer, options } = await opened();
    const scores = [3, 2, 4, 2, 1.5, 2, 2, 2];
    const copies: Float32Array[] = [];
    const outcome = await train({
      ...options,
      patience: 3,
      validate: (epoch) => {
        copies.push(trainer.parameters.copy());
        return scores[epoch];
      },
    });
    expect(outcome).toMatchObject({ ending: "stopped-early", bestEpoch: 4, scores });
    expect(trainer.parameters.copy()).toEqual(copies[4]);
  });
});

describe("a training that fails says where", () => {
  async function failing(loss: (inputs: Readonly<Record<string, Value>>) => Value, rate = 0.1, bad?: number) {
    const W = parameter("W", [2, 1], [1, 1]);
    const trainer = await openTrainer({
      ...{ runtime, parameters: [W], optimiser: sgd({ rate }) },
      loss: (inputs) => loss({ ...inputs, W }),
    });
    return train({
      ...{ trainer, items: ITEMS, batchSize: ITEMS, epochs: 200 },
      batch: (items) => {
        const given = batch(items);
        if (bad !== undefined) (given.x.data as Float32Array)[bad] = Number.NaN;
        return given;
      },
    });
  }

  it("the data are bad", async () => {
    const outcome = await failing(({ x, y, W }) => meanSquaredError(matmul(x, W), y), 0.1, 5);
    expect(outcome).toMatchObject({ ending: "not-finite", steps: 0 });
    expect(outcome.reason).toBe(
      "step 1: the loss is NaN, its gradient's norm NaN: the batch's x holds NaN at [2, 1] before anything was computed; look at the data",
    );
  });

  it("the steps are too long", async () => {
    const { ending, reason } = await failing(({ x, y, W }) => meanSquaredError(matmul(x, W), y), 50);
    expect(ending).toBe("not-finite");
    expect(reason).toMatch(
      /^step \d+: .* is the first to hold .*parameter W has grown to .*: lower the learning rate/,
    );
  });

  it("an operation isn't defined there", async () => {
    const { reason } = await failing(({ x, W }) => mean(log(matmul(x, W))));
    expect(reason).toMatch(
      /: log \[21, 1\] is the first to hold NaN at \[\d+, 0\], though .*a logarithm or a division/,
    );
  });

  it("only the gradient isn't finite", async () => {
    const { reason } = await failing(({ W }) => sum(sqrt(square(subtract(W, 1)))));
    expect(reason).toMatch(
      /^step 1: the loss is 0, .*: the gradient of W is the first to hold NaN at \[0, 0\]/,
    );
  });
});

describe("no training", () => {
  it.each([
    [{ items: 0 }, "train: items must be a whole number from 1, got 0"],
    [{ batchSize: 1.5 }, "train: batchSize must be a whole number from 1, got 1.5"],
    [{ epochs: -1 }, "train: epochs must be a whole number from 1, got -1"],
    [{ patience: 0 }, "train: patience must be a whole number from 1, got 0"],
  ])("with %j", async (wrong, message) => {
    const { options } = await opened();
    await expect(train({ ...options, ...wrong })).rejects.toThrow(message);
  });

  it("from a checkpoint of another one", async () => {
    const { trainer, options } = await opened();
    let resume = new Uint8Array(0);
    const save = (bytes: Uint8Array): void => {
      resume = bytes.slice();
    };
    await train({ ...options, epochs: 1, checkpoint: { save } });
    await expect(train({ ...options, resume, batchSize: 5 })).rejects.toThrow(
      "train: the checkpoint belongs to a training with batchSize 4, got 5",
    );
    const other = await openTrainer({
      ...{ runtime, parameters: [parameter("W1", [3, 16])], optimiser: adamW() },
      loss: ({ x }) => sum(x),
    });
    const elsewhere = { ...options, trainer: other };
    await expect(train({ ...elsewhere, resume })).rejects.toThrow(
      "checkpoint: belongs to another net: W1, [3, 16], is [2, 16] there; build the net as it was",
    );
    const bySgd = await openTrainer({
      ...{ runtime, parameters: trainer.parameters, optimiser: sgd({ rate: 1 }) },
      loss: ({ x }) => sum(x),
    });
    await expect(train({ ...options, trainer: bySgd, resume })).rejects.toThrow(
      "checkpoint: was trained with adamW, got sgd",
    );
    await expect(train({ ...options, resume: resume.subarray(0, 900) })).rejects.toThrow(/^checkpoint: /);
    await expect(train({ ...options, resume: new Uint8Array(3) })).rejects.toThrow(/^checkpoint: is no /);
  });
});
