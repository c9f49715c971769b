import {
  type Build,
  type Optimiser,
  openParameters,
  openTrainer,
  type Parameter,
  type ParameterBlock,
  sgd,
  type Trainer,
  type TrainingStep,
  type Value,
} from "../engine/index.ts";
import type { NamedTensors, OnnxRuntime } from "../onnx/index.ts";
import { type LayerLossOptions, layerSeparationLoss } from "./layer-separation-loss.ts";

export interface BilevelOptions {
  readonly runtime: OnnxRuntime;
  /** Everything that is learned. */
  readonly parameters: ParameterBlock | readonly Parameter[];
  /** θ: the maps Φ of the kernelised layers. */
  readonly kernel: readonly Parameter[];
  /** What embeds the data before the kernel, such as patches; moved by the inner loop as well where `asCoded`. */
  readonly embedding?: readonly Parameter[];
  /** The objective L of the task, for inputs named as in a batch. */
  readonly loss: Build<Value>;
  /** The features Φ that are to be separated, `[B, M, D]`, for inputs named as in an inner batch. */
  readonly features: Build<Value>;
  /** Of the task. */
  readonly optimiser: Optimiser;
  /** γ̄, the rate of the inner gradient descent. Default: 1. */
  readonly innerRate?: number;
  readonly separation?: LayerLossOptions;
  /**
   * Does what the published code does: the inner loop moves the embedding too, the outer one everything, Φ included, and
   * features are separated by the radial loss. Default: false, each loop moves its own.
   */
  readonly asCoded?: boolean;
  /** Gradients of the task whose norm is larger are shortened to it. Default: they aren't. */
  readonly clipNorm?: number;
  /** Of the noise in dropout. Default: 0. */
  readonly seed?: number;
}

/** One round of both loops. */
export interface BilevelStep extends TrainingStep {
  /** The separation loss before each inner step. */
  readonly separation: readonly number[];
}

export interface BilevelTrainer {
  readonly parameters: ParameterBlock;
  /** The outer loop alone, as `train` takes it. */
  readonly task: Trainer;
  /** The inner loop alone, a step for each batch: the separation loss before each. */
  separate(inner: readonly NamedTensors[]): Promise<number[]>;
  /** An inner step for each inner batch, then one step of the task over `batch`; `rate` replaces the optimiser's. */
  step(inner: readonly NamedTensors[], batch: NamedTensors, rate?: number): Promise<BilevelStep>;
  close(): Promise<void>;
}

/**
 * U-Hop for learning, algorithm 2: in each round θ ← θ − γ̄ ∇L̄_Φ for some steps of the separation loss, which only the kernel
 * sees, then a step of the task for the rest of the net. Numbers that aren't finite leave parameters as they were and are told.
 * @throws RangeError for a kernel or embedding that isn't among the parameters.
 */
export async function openBilevelTrainer(options: BilevelOptions): Promise<BilevelTrainer> {
  const { runtime, kernel, embedding = [], optimiser, innerRate = 1, asCoded = false, seed = 0 } = options;
  const block = "places" in options.parameters ? options.parameters : openParameters(options.parameters);
  for (const { name } of [...kernel, ...embedding]) {
    if (name in block.values) continue;
    throw new RangeError(`openBilevelTrainer: ${name} isn't among the parameters; list it there too`);
  }
  const form = asCoded ? "radial" : "squared";
  const inner = await openTrainer({
    ...{ runtime, parameters: block, optimiser: sgd({ rate: innerRate }), seed },
    learned: asCoded ? [...embedding, ...kernel] : kernel,
    loss: (inputs) => layerSeparationLoss(options.features(inputs), { form, ...options.separation }),
  });
  const outer = await openTrainer({
    ...{ runtime, parameters: block, optimiser, seed, loss: options.loss, clipNorm: options.clipNorm },
    learned: asCoded ? block.parameters : block.parameters.filter((each) => !kernel.includes(each)),
  });
  const separate: BilevelTrainer["separate"] = async (batches) => {
    const losses: number[] = [];
    for (const each of batches) losses.push((await inner.step(each)).loss);
    return losses;
  };
  return {
    ...{ parameters: block, task: outer, separate },
    async step(batches, batch, rate) {
      const separation = await separate(batches);
      return { ...(await outer.step(batch, rate)), separation };
    },
    close: async () => {
      await inner.close();
      await outer.close();
    },
  };
}
