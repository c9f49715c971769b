import {
  adamW,
  cosineSchedule,
  crossEntropy,
  openParameters,
  openTrainer,
  type ParameterBlock,
  type Trainer,
  toOnnx,
  train,
  type Value,
} from "../../engine/index.ts";
import { openBilevelTrainer } from "../../layers/index.ts";
import { createRandom, integer, type Matrix } from "../../math/index.ts";
import type { NamedTensors, OnnxRuntime } from "../../onnx/index.ts";
import { type LearningCheckpoint, requireFinished } from "../learning.ts";
import { openVisionAsker, picturesAt, type VisionAsker } from "./vision-asker.ts";
import type { VisionNet } from "./vision-net.ts";

/** How a vision net learns. */
export interface VisionLearning {
  /** Default: 25, as in U-Hop's tables 5 and 6; so is the rest. */
  readonly epochs?: number;
  /** Pictures to a step. Default: 128. */
  readonly batchSize?: number;
  /** Of Adam, along a cosine, as the published code has it. Default: 1e-3. */
  readonly rate?: number;
  /** Of AdamW. Default: 0, which is Adam. */
  readonly weightDecay?: number;
  /** Of U-Hop's first stage: the rate of its descent, and N_i, how many of its steps come before each of the task's. */
  readonly kernelRate?: number;
  readonly kernelSteps?: number;
  readonly seed?: number;
}

/** What a net learns from. */
export interface VisionTask extends VisionLearning {
  readonly runtime: OnnxRuntime;
  readonly net: VisionNet;
  /** `[N, side² · channels]`, values in [0, 1]. */
  readonly pictures: Matrix;
  /** The class of each, from 0. */
  readonly labels: readonly number[];
  /** Called after each epoch; what it throws ends the learning. */
  readonly onEpoch?: ((epoch: VisionEpoch) => void | Promise<void>) | undefined;
  /** Stops after the step that is being made; the checkpoint is kept. An AbortSignal, for one. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Where the training is kept after each epoch, and whence it goes on. */
  readonly checkpoint?: LearningCheckpoint | undefined;
}

export interface VisionEpoch extends Pick<VisionAsker, "ask"> {
  /** From 1. */
  readonly epoch: number;
  /** The mean cross-entropy over the epoch's steps. */
  readonly loss: number;
  /** The mean separation loss over the epoch's inner steps; null without kernels. */
  readonly separation: number | null;
}

/** A net that learned. Close it when done. */
export interface LearnedVision extends VisionAsker {
  readonly parameters: ParameterBlock;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
  /** An ONNX model for so many pictures: input "pictures", outputs "logits" and "features". Default: one. */
  toOnnx(batch?: number): Uint8Array;
}

/**
 * Trains a net to tell pictures apart, on the cross-entropy; the parameters of the last epoch stay. A net with kernels goes
 * by U-Hop's algorithm 2: steps of descent on the separation loss of its Φ, over batches drawn for them, before each step
 * of the task, which leaves Φ alone; `asCoded` in the net's settings does what the published code does instead.
 * @throws DivergedError where a loss isn't finite; LearningStoppedError on the signal.
 */
export async function learnVision(task: VisionTask): Promise<LearnedVision> {
  const { runtime, net, onEpoch } = task;
  const { epochs = 25, seed = 1 } = task;
  const items = task.labels.length;
  const size = Math.min(task.batchSize ?? 128, items);
  const parameters = openParameters(net.parameters);
  const { trainer, separate, close } = await trainersOf(task, parameters);
  const asker = await openVisionAsker(runtime, net, parameters);
  let steps: { loss: number; separation: number }[] = [];
  try {
    const outcome = await train({
      ...{ trainer, items, batchSize: size, epochs, seed, signal: task.signal },
      batch: async (rows) => {
        const losses = await separate(size);
        steps.push({ loss: 0, separation: meanOf(losses) });
        return {
          pictures: picturesAt(task.pictures, rows, net.settings),
          labels: labelsAt(task.labels, rows),
        };
      },
      schedule: cosineSchedule({ steps: epochs * Math.ceil(items / size) }),
      onProgress: ({ loss }) => {
        steps[steps.length - 1].loss = loss;
      },
      validate: async (epoch) => {
        const loss = meanOf(steps.map((step) => step.loss));
        const separation = net.kernel.length > 0 ? meanOf(steps.map((step) => step.separation)) : null;
        steps = [];
        await onEpoch?.({ epoch: epoch + 1, loss, separation, ask: asker.ask });
        // Later is better: no epoch is chosen by what it gives.
        return -epoch;
      },
      resume: task.checkpoint?.load(),
      checkpoint: task.checkpoint && { save: (bytes) => task.checkpoint?.save(bytes) },
    });
    requireFinished(outcome);
    return {
      ...asker,
      ...{ parameters, losses: outcome.losses },
      toOnnx: (batch = 1) => onnxOf(net, parameters, batch),
    };
  } catch (error) {
    await asker.close();
    throw error;
  } finally {
    await close();
  }
}

/** An ONNX model of the net for so many pictures. */
export function onnxOf(net: VisionNet, parameters: ParameterBlock, batch: number): Uint8Array {
  const { side, channels } = net.settings;
  return toOnnx(
    ({ pictures }) => {
      const { logits, features } = net.apply(pictures, false);
      return { logits, features };
    },
    parameters,
    { inputs: { pictures: [batch, side, side, channels] } },
  );
}

interface Trainers {
  readonly trainer: Trainer;
  /** The first stage's steps before the next one of the task: the separation loss before each. */
  separate(size: number): Promise<number[]>;
  close(): Promise<void>;
}

async function trainersOf(task: VisionTask, parameters: ParameterBlock): Promise<Trainers> {
  const { runtime, net, pictures, labels } = task;
  const { rate = 1e-3, weightDecay = 0, kernelRate = 0.1, kernelSteps = 1, seed = 1 } = task;
  const shared = {
    ...{ runtime, parameters, seed, optimiser: adamW({ rate, weightDecay }), clipNorm: 5 },
    loss: ({ pictures, labels }: Readonly<Record<string, Value>>) =>
      crossEntropy(net.apply(pictures, true).logits, labels),
  };
  if (net.kernel.length === 0) {
    const trainer = await openTrainer(shared);
    return { trainer, separate: async () => [], close: () => trainer.close() };
  }
  const both = await openBilevelTrainer({
    ...shared,
    ...{ kernel: net.kernel, embedding: net.embedding, innerRate: kernelRate },
    features: ({ pictures }) => net.separated(pictures),
    asCoded: net.settings.asCoded,
  });
  return {
    trainer: both.task,
    separate: (size) => {
      const drawn = createRandom(seed, `inner ${both.task.steps}`);
      const batches = Array.from({ length: kernelSteps }, () => {
        const rows = Array.from({ length: size }, () => integer(drawn, labels.length));
        return { pictures: picturesAt(pictures, rows, net.settings) };
      });
      return both.separate(batches);
    },
    close: () => both.close(),
  };
}

function labelsAt(labels: readonly number[], rows: readonly number[]): NamedTensors[string] {
  return { data: BigInt64Array.from(rows, (row) => BigInt(labels[row])), shape: [rows.length] };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
