import {
  abs,
  adamW,
  mean,
  meanSquaredError,
  type Net,
  openNet,
  openParameters,
  openTrainer,
  type ParameterBlock,
  type Schedule,
  sgd,
  subtract,
  type Trainer,
  toOnnx,
  train,
} from "../../engine/index.ts";
import { createRandom, type Matrix, matrix, shuffled, zeros } from "../../math/index.ts";
import type { NamedTensors, OnnxRuntime } from "../../onnx/index.ts";
import type { SeriesNet } from "./series-net.ts";

/** How a series net learns. */
export interface SeriesLearning {
  /** Default: 10. */
  readonly epochs?: number;
  /** Windows to a step. Default: 128. */
  readonly batchSize?: number;
  /** Windows to an epoch at most, drawn anew for each. Default: 2000. */
  readonly windows?: number;
  /** Default: 1e-3. */
  readonly rate?: number;
  /** Of AdamW. Default: 0.01. */
  readonly weightDecay?: number;
  /** What is made small: the mean square error, or the mean absolute one. Default: "square". */
  readonly loss?: "square" | "absolute";
  /** Epochs without a better validation error after which it stops. Default: never. */
  readonly patience?: number;
  /** Multiplies the rate, by step. */
  readonly schedule?: Schedule;
  /** Of U-Hop's first stage: the rate of its descent, and how many of its steps come before each of the second's. */
  readonly kernelRate?: number;
  readonly kernelSteps?: number;
  readonly seed?: number;
}

/** What a net learns from. */
export interface SeriesTask extends SeriesLearning {
  readonly runtime: OnnxRuntime;
  readonly net: SeriesNet;
  /** `[T, c]`, standardised. */
  readonly values: Matrix;
  /** L and H. */
  readonly past: number;
  readonly horizon: number;
  /** Places whose past and future are learned from. */
  readonly origins: readonly number[];
  /** Places by which the best epoch is chosen. */
  readonly validation: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
  /** Milliseconds since some start; then epochs are timed. */
  readonly clock?: () => number;
}

/** A net that learned. Close it when done. */
export interface LearnedSeries {
  /** Forecasts `[origins, H · c]` (row by row in time) from the places named. */
  forecast(values: Matrix, origins: readonly number[]): Promise<Matrix>;
  readonly parameters: ParameterBlock;
  /** The net as an ONNX model for batches of so many windows: input "x" `[B, L, c]`, output "forecast" `[B, H, c]`. */
  toOnnx(batch?: number): Uint8Array;
  /** Mean loss of each epoch, and the validation error after it. */
  readonly losses: readonly number[];
  readonly scores: readonly number[];
  /** How long each epoch's steps took, where a clock was given. */
  readonly milliseconds: readonly number[];
  /** Why it ended early: undefined, or what made the loss infinite. */
  readonly diverged: string | undefined;
  close(): Promise<void>;
}

/**
 * Trains a net on windows of a series: AdamW, gradients clipped at 5, the parameters of the best epoch on the validation
 * places kept. A net with kernels goes by U-Hop's algorithm 2: steps of descent on the separation loss of its kernels
 * before each step on the error.
 */
export async function learnSeries(task: SeriesTask): Promise<LearnedSeries> {
  const { runtime, net, past, horizon, values, validation } = task;
  const { epochs = 10, batchSize = 128, windows = 2000, seed = 1 } = task;
  const parameters = openParameters(net.parameters);
  const trainer = await trainerOf(task, parameters);
  const separating = await kernelTrainer(task, parameters);
  const asked = await openAsked(runtime, net, parameters);
  const size = Math.min(batchSize, task.origins.length);
  const items = Math.max(
    size,
    Math.min(windows, task.origins.length) - (Math.min(windows, task.origins.length) % size),
  );
  const drawn = originsByEpoch(task.origins, items, seed);
  const milliseconds: number[] = [];
  let begun = task.clock?.() ?? 0;
  const of = (origins: readonly number[]): NamedTensors => windowBatch(values, origins, { past, horizon });
  const forecast: LearnedSeries["forecast"] = (of, origins) => asked.forecast(of, origins, { past, horizon });
  const outcome = await train({
    ...{ trainer, items, batchSize: size, epochs, seed },
    ...{ schedule: task.schedule, patience: task.patience },
    batch: async (numbers) => {
      const epoch = Math.floor(trainer.steps / (items / size));
      const origins = numbers.map((number) => drawn(epoch)[number]);
      await separating?.(origins);
      return of(origins);
    },
    onProgress: ({ steps, totalSteps }) => task.onProgress?.(steps, totalSteps),
    validate: async () => {
      if (task.clock) milliseconds.push(task.clock() - begun);
      const found = await forecast(values, validation);
      const score = errorOf(found, values, validation, horizon);
      begun = task.clock?.() ?? 0;
      return score;
    },
  });
  await trainer.close();
  const { losses, scores, reason } = outcome;
  return {
    ...{ forecast, parameters, losses, scores, milliseconds, diverged: reason },
    toOnnx: (batch = 1) =>
      toOnnx(({ x }) => ({ forecast: net.apply(x, false) }), parameters, {
        inputs: { x: [batch, past, values.columns] },
      }),
    close: asked.close,
  };
}

async function trainerOf(task: SeriesTask, parameters: ParameterBlock): Promise<Trainer> {
  const { runtime, net, rate = 1e-3, weightDecay = 0.01, loss = "square", seed = 1 } = task;
  const kernels = net.kernels?.parameters ?? [];
  return openTrainer({
    ...{ runtime, parameters, clipNorm: 5, seed, optimiser: adamW({ rate, weightDecay }) },
    learned: net.parameters.filter((each) => !kernels.includes(each)),
    loss: ({ x, y }) => {
      const forecast = net.apply(x, true);
      return loss === "square" ? meanSquaredError(forecast, y) : mean(abs(subtract(forecast, y)));
    },
  });
}

/** Steps of the first stage over a batch; undefined where the net has no kernels. */
async function kernelTrainer(
  task: SeriesTask,
  parameters: ParameterBlock,
): Promise<((origins: readonly number[]) => Promise<void>) | undefined> {
  const { runtime, net, kernelRate = 0.1, kernelSteps = 1, values, past, horizon } = task;
  const { kernels } = net;
  if (!kernels) return undefined;
  const trainer = await openTrainer({
    ...{ runtime, parameters, learned: kernels.parameters, optimiser: sgd({ rate: kernelRate }) },
    loss: ({ x }) => kernels.loss(x),
  });
  return async (origins) => {
    const { x } = windowBatch(values, origins, { past, horizon });
    for (let step = 0; step < kernelSteps; step++) await trainer.step({ x });
  };
}

/** Origins are asked so many at a time; the last batch is filled up, so that one graph does. */
const askedAtOnce = 64;

interface Asked {
  forecast(
    values: Matrix,
    origins: readonly number[],
    sizes: { past: number; horizon: number },
  ): Promise<Matrix>;
  close(): Promise<void>;
}

/** A net with its parameters, ready to be asked. */
export async function openAsked(
  runtime: OnnxRuntime,
  net: SeriesNet,
  parameters: ParameterBlock,
): Promise<Asked> {
  const opened: Net<"forecast"> = await openNet({
    ...{ runtime, parameters },
    outputs: ({ x }) => ({ forecast: net.apply(x, false) }),
  });
  return {
    forecast: async (values, origins, { past, horizon }) => {
      const width = horizon * values.columns;
      const out = zeros(origins.length, width);
      for (let first = 0; first < origins.length; first += askedAtOnce) {
        const some = origins.slice(first, first + askedAtOnce);
        const size = origins.length === 1 ? 1 : askedAtOnce;
        const filled = [...some, ...Array.from({ length: size - some.length }, () => some[0])];
        const { forecast } = await opened.run({ x: pastOf(values, filled, past) });
        out.data.set((forecast.data as Float32Array).subarray(0, some.length * width), first * width);
      }
      return out;
    },
    close: () => opened.close(),
  };
}

function windowBatch(
  values: Matrix,
  origins: readonly number[],
  { past, horizon }: { past: number; horizon: number },
): NamedTensors {
  const c = values.columns;
  const y = new Float32Array(origins.length * horizon * c);
  origins.forEach((origin, b) => {
    y.set(values.data.subarray(origin * c, (origin + horizon) * c), b * horizon * c);
  });
  return { x: pastOf(values, origins, past), y: { data: y, shape: [origins.length, horizon, c] } };
}

function pastOf(values: Matrix, origins: readonly number[], past: number): NamedTensors[string] {
  const c = values.columns;
  const x = new Float32Array(origins.length * past * c);
  origins.forEach((origin, b) => {
    x.set(values.data.subarray((origin - past) * c, origin * c), b * past * c);
  });
  return { data: x, shape: [origins.length, past, c] };
}

/** So many of the origins for each epoch, drawn without returning until all were used. */
function originsByEpoch(
  origins: readonly number[],
  count: number,
  seed: number,
): (epoch: number) => readonly number[] {
  let known: { epoch: number; chosen: readonly number[] } = { epoch: -1, chosen: [] };
  return (epoch) => {
    if (known.epoch !== epoch) {
      const round = Math.floor(origins.length / count);
      const order = shuffled(createRandom(seed, `windows ${Math.floor(epoch / round)}`), origins);
      known = { epoch, chosen: order.slice((epoch % round) * count, (epoch % round) * count + count) };
    }
    return known.chosen;
  };
}

/** The mean square error. */
function errorOf(found: Matrix, values: Matrix, origins: readonly number[], horizon: number): number {
  const c = values.columns;
  const then = matrix(new Float32Array(found.data.length), found.rows, found.columns);
  origins.forEach((origin, b) => {
    then.data.set(values.data.subarray(origin * c, (origin + horizon) * c), b * found.columns);
  });
  return found.data.reduce((sum, value, i) => sum + (value - then.data[i]) ** 2 / found.data.length, 0);
}
