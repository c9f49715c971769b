import type { NamedTensors, OnnxRuntime } from "../onnx/index.ts";
import { type Backward, backward } from "./backward.ts";
import { sourcesOf } from "./compile.ts";
import { drawNoise } from "./noise.ts";
import type { Optimiser, Part } from "./optimiser.ts";
import { openParameters, type ParameterBlock } from "./parameters.ts";
import { type Build, openPrograms, type Program, type Programs } from "./programs.ts";
import type { Parameter } from "./source.ts";
import type { Value } from "./value.ts";
import { whyNotFinite } from "./why-not-finite.ts";

export interface TrainerOptions {
  readonly runtime: OnnxRuntime;
  /** What the loss is made of; a block is shared with other trainers and nets. */
  readonly parameters: ParameterBlock | readonly Parameter[];
  /** Which of them this trainer moves. Default: all. */
  readonly learned?: readonly Parameter[] | undefined;
  readonly optimiser: Optimiser;
  /** Makes the loss, one number, for inputs named as in the batch; called once for each combination of shapes. */
  readonly loss: Build<Value>;
  /** Gradients whose norm over all parameters is larger are shortened to it. Default: they aren't. */
  readonly clipNorm?: number | undefined;
  /** Of the noise in dropout. Default: 0. */
  readonly seed?: number | undefined;
  /** For how many combinations of shapes a compiled graph is kept. Default: 16. */
  readonly graphs?: number | undefined;
}

/** A loss and how steep it is. */
export interface Slope {
  readonly loss: number;
  /** √Σ g² over the parameters learned, before clipping. */
  readonly gradientNorm: number;
}

/** One step: the loss before it, and whether it was made. */
export interface TrainingStep extends Slope {
  /** Whether loss and gradients were finite; otherwise the parameters stayed as they were. */
  readonly finite: boolean;
}

/** Moves parameters down the gradient of a loss. */
export interface Trainer {
  readonly parameters: ParameterBlock;
  readonly optimiser: Optimiser;
  /** How many steps were made. */
  readonly steps: number;
  /** One step over a batch; `rate` replaces the optimiser's. */
  step(batch: NamedTensors, rate?: number): Promise<TrainingStep>;
  /** Loss and gradients of a batch, which go into `parameters.gradients`; nothing moves. */
  gradients(batch: NamedTensors): Promise<Slope>;
  /** What the optimiser keeps, by parameter. */
  readonly moments: readonly NamedTensors[];
  /** Goes on from here: the moments are set by the caller. */
  resumeAt(steps: number): void;
  /** Why loss or gradient of this batch isn't finite, in a sentence. */
  explain(batch: NamedTensors): Promise<string>;
  close(): Promise<void>;
}

/**
 * A trainer: forward, loss and backward are one ONNX graph, and the optimiser is one pass in WebAssembly.
 * @throws RangeError where shapes in the loss don't match, or two parameters have one name.
 */
export async function openTrainer(options: TrainerOptions): Promise<Trainer> {
  const { optimiser, clipNorm = Number.POSITIVE_INFINITY } = options;
  const ground = groundOf(options);
  const { block, parts, momentsAt } = ground;
  let steps = 0;
  const gradients = (batch: NamedTensors): Promise<Slope> => slopeOf(ground, batch, steps);
  return {
    parameters: block,
    optimiser,
    gradients,
    get steps() {
      return steps;
    },
    get moments() {
      return momentsAt.map((at) => block.tensorsAt(at));
    },
    step: async (batch, rate = optimiser.rate) => {
      const found = await gradients(batch);
      const finite = Number.isFinite(found.loss) && Number.isFinite(found.gradientNorm);
      if (!finite) return { ...found, finite };
      steps++;
      const scale = Math.min(1, clipNorm / found.gradientNorm);
      for (const part of parts) optimiser.move(block.kernels, part, { step: steps, rate, scale });
      return { ...found, finite };
    },
    explain: async (batch) => {
      const { noise } = await ground.programs.of(batch);
      drawNoise(noise, ground.seed, steps);
      return whyNotFinite({ ...options, parameters: block, batch, noise, steps });
    },
    resumeAt: (at) => {
      steps = at;
    },
    close: () => ground.programs.close(),
  };
}

/** What a trainer stands on, and what doesn't change while it trains. */
interface Ground {
  readonly block: ParameterBlock;
  /** Where what the optimiser keeps begins in the block's memory. */
  readonly momentsAt: readonly number[];
  readonly parts: readonly Part[];
  readonly programs: Programs<Program<Backward>>;
  readonly seed: number;
}

function groundOf(options: TrainerOptions): Ground {
  const { runtime, optimiser, loss, clipNorm = 1, seed = 0, graphs = 16 } = options;
  const block = "places" in options.parameters ? options.parameters : openParameters(options.parameters);
  const learned = options.learned ?? block.parameters;
  requireOptions(block, learned, clipNorm);
  const momentsAt = Array.from({ length: optimiser.moments }, () => block.reserve());
  const programs = openPrograms({
    ...{ runtime, parameters: block, atMost: graphs },
    build: (inputs) => backward(loss(inputs), learned, block),
  });
  return { block, momentsAt, parts: partsOf(block, learned, momentsAt), programs, seed };
}

/** Runs forward and backward; the gradients go into the block. */
async function slopeOf(
  { block, parts, programs, seed }: Ground,
  batch: NamedTensors,
  steps: number,
): Promise<Slope> {
  const { compiled, noise, rest } = await programs.of(batch);
  for (const { name } of rest.absent) (block.gradients[name].data as Float32Array).fill(0);
  drawNoise(noise, seed, steps);
  await compiled.run(sourcesOf(compiled.sources, [batch, block.feeds, noise]), rest.targets());
  return { loss: (rest.loss.data as Float32Array)[0], gradientNorm: normOf(block, parts) };
}

/** The parameters learned, as they lie; neighbours that are treated alike as one part. */
function partsOf(block: ParameterBlock, learned: readonly Parameter[], momentsAt: readonly number[]): Part[] {
  const parts: { from: number; count: number; decays: boolean }[] = [];
  for (const [parameter, place] of block.places) {
    if (!learned.includes(parameter)) continue;
    const last = parts.at(-1);
    if (last && last.decays === parameter.decays && last.from + last.count === place.from) {
      last.count += place.count;
    } else parts.push({ ...place, decays: parameter.decays });
  }
  return parts.map(({ from, count, decays }) => ({
    values: block.valuesAt + 4 * from,
    gradients: block.gradientsAt + 4 * from,
    moments: momentsAt.map((at) => at + 4 * from),
    count,
    decays,
  }));
}

function normOf({ kernels }: ParameterBlock, parts: readonly Part[]): number {
  return Math.sqrt(
    parts.reduce((sum, { gradients, count }) => sum + kernels.sumOfSquares(gradients, count), 0),
  );
}

function requireOptions(block: ParameterBlock, learned: readonly Parameter[], clipNorm: number): void {
  const stranger = learned.find((each) => !block.places.has(each));
  if (stranger) {
    throw new RangeError(`openTrainer: ${stranger.name} is learned, but isn't among the parameters`);
  }
  if (!(clipNorm > 0)) throw new RangeError(`openTrainer: clipNorm must be above 0, got ${clipNorm}`);
}
