import { createRandom, shuffled } from "../math/index.ts";
import type { NamedTensors } from "../onnx/index.ts";
import { type Notes, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { Schedule } from "./schedule.ts";
import type { Trainer } from "./trainer.ts";

export interface TrainOptions {
  readonly trainer: Trainer;
  /** How many items there are; an epoch goes through all of them, in an order of its own. */
  readonly items: number;
  /** How many items a batch has; the last of an epoch may have fewer. */
  readonly batchSize: number;
  /** The tensors of a batch, by the numbers of its items. */
  readonly batch: (items: readonly number[]) => NamedTensors | Promise<NamedTensors>;
  readonly epochs: number;
  /** Of the order of items. Default: 0. */
  readonly seed?: number | undefined;
  /** Default: the optimiser's rate throughout. */
  readonly schedule?: Schedule | undefined;
  /** A score after each epoch, less is better; the parameters of the best epoch are what is left in the end. */
  readonly validate?: ((epoch: number) => number | Promise<number>) | undefined;
  /** Stops after so many epochs without a better score. Default: never. */
  readonly patience?: number | undefined;
  /** Told after each step. */
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined;
  /** Keeps a checkpoint after each epoch, and after so many steps where that is told. */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Goes on from a checkpoint that the same training kept. */
  readonly resume?: Uint8Array | undefined;
  /** Stops after the step that is being made, with a checkpoint: an AbortSignal, or anything that can be aborted. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

export interface CheckpointOptions {
  /** Keeps the bytes, whole or not at all: in Node `writeBytes` of `madeleine/data/node` does. */
  readonly save: (bytes: Uint8Array) => void | Promise<void>;
  /** Default: only after each epoch. */
  readonly everySteps?: number | undefined;
}

export interface TrainProgress {
  /** Counted from 0. */
  readonly epoch: number;
  /** Steps in all, and how many there will be at most. */
  readonly steps: number;
  readonly totalSteps: number;
  readonly loss: number;
  readonly gradientNorm: number;
}

/** How a training ended; that it went wrong is an outcome, too. */
export interface TrainOutcome {
  readonly ending: "finished" | "stopped-early" | "not-finite" | "interrupted";
  /** Where it is "not-finite": at which step, and the likely cause. */
  readonly reason?: string;
  readonly steps: number;
  /** The mean loss of each epoch that was finished. */
  readonly losses: readonly number[];
  /** What `validate` gave after each. */
  readonly scores: readonly number[];
  /** The epoch with the best score, whose parameters were restored. */
  readonly bestEpoch?: number;
}

/**
 * Trains: batches in an order drawn from the seed and the epoch alone, so that a training that was stopped, however, and goes
 * on from its checkpoint gives the same bytes as one that wasn't.
 * @throws RangeError for counts that aren't whole numbers from 1.
 * @throws Error for a checkpoint of another training.
 */
export async function train(options: TrainOptions): Promise<TrainOutcome> {
  requireCounts(options);
  const course = courseOf(options);
  const { trainer, epochs, patience = Number.POSITIVE_INFINITY } = options;
  let end: End = { ending: "finished" };
  while (course.epoch < epochs && end.ending === "finished") {
    const wait = course.epoch - (course.best?.epoch ?? course.epoch);
    end = wait > patience ? { ending: "stopped-early" } : await oneEpoch(course, options);
  }
  if (course.best && end.ending !== "interrupted") trainer.parameters.restore(course.best.copy);
  const { losses, scores, best } = course;
  return { ...end, steps: trainer.steps, losses, scores, ...(best && { bestEpoch: best.epoch }) };
}

type End = Pick<TrainOutcome, "ending" | "reason">;

/** Where a training stands. */
interface Course {
  /** The epoch and the batch that come next, counted from 0. */
  epoch: number;
  batch: number;
  /** The sum of the losses of this epoch's items so far. */
  sum: number;
  readonly losses: number[];
  readonly scores: number[];
  best: { readonly epoch: number; readonly copy: Float32Array } | undefined;
}

/** One epoch, or what is left of it. */
async function oneEpoch(course: Course, options: TrainOptions): Promise<End> {
  const { trainer, items, batchSize, seed = 0, schedule, checkpoint, signal, epochs } = options;
  const numbers = Array.from({ length: items }, (_, i) => i);
  const order = shuffled(createRandom(seed, `epoch ${course.epoch}`), numbers);
  const batches = Math.ceil(items / batchSize);
  for (; course.batch < batches; course.batch++) {
    if (signal?.aborted) {
      await checkpoint?.save(written(course, options));
      return { ending: "interrupted" };
    }
    const chosen = order.slice(course.batch * batchSize, (course.batch + 1) * batchSize);
    const batch = await options.batch(chosen);
    const rate = trainer.optimiser.rate * (schedule?.(trainer.steps) ?? 1);
    const { loss, gradientNorm, finite } = await trainer.step(batch, rate);
    if (!finite) {
      const where = `step ${trainer.steps + 1}: the loss is ${loss}, its gradient's norm ${gradientNorm}`;
      return { ending: "not-finite", reason: `${where}: ${await trainer.explain(batch)}` };
    }
    course.sum += loss * chosen.length;
    const { epoch } = course;
    options.onProgress?.({ epoch, steps: trainer.steps, totalSteps: epochs * batches, loss, gradientNorm });
    if (checkpoint?.everySteps && trainer.steps % checkpoint.everySteps === 0 && course.batch + 1 < batches) {
      await checkpoint.save(written({ ...course, batch: course.batch + 1 }, options));
    }
  }
  await conclude(course, options);
  return { ending: "finished" };
}

async function conclude(course: Course, options: TrainOptions): Promise<void> {
  const { trainer, items, validate, checkpoint } = options;
  course.losses.push(course.sum / items);
  if (validate) {
    const score = await validate(course.epoch);
    if (!(score >= Math.min(...course.scores))) {
      course.best = { epoch: course.epoch, copy: trainer.parameters.copy() };
    }
    course.scores.push(score);
  }
  course.epoch++;
  course.batch = 0;
  course.sum = 0;
  await checkpoint?.save(written(course, options));
}

/** What has to be the same when a training goes on. */
function settingsOf({ items, batchSize, seed = 0 }: TrainOptions): Readonly<Record<string, number>> {
  return { items, batchSize, seed };
}

function written({ best, ...course }: Course, options: TrainOptions): Uint8Array {
  const notes: Notes = { ...course, settings: settingsOf(options), best: best?.epoch ?? null };
  if (!best) return writeCheckpoint(options.trainer, notes);
  const { parameters } = options.trainer;
  const now = parameters.copy();
  parameters.restore(best.copy);
  const copies = Object.entries(parameters.values).map(([name, { data, shape }]) => {
    return [name, { data: (data as Float32Array).slice(), shape }] as const;
  });
  parameters.restore(now);
  return writeCheckpoint(options.trainer, notes, { best: Object.fromEntries(copies) });
}

function courseOf(options: TrainOptions): Course {
  const fresh: Course = { epoch: 0, batch: 0, sum: 0, losses: [], scores: [], best: undefined };
  if (!options.resume) return fresh;
  const { trainer } = options;
  const { notes, kept } = readCheckpoint(trainer, options.resume);
  const { settings, best, ...course } = notes as unknown as Omit<Course, "best"> & {
    settings: Record<string, number>;
    best: number | null;
  };
  for (const [name, value] of Object.entries(settingsOf(options))) {
    if (settings?.[name] === value) continue;
    throw new Error(
      `train: the checkpoint belongs to a training with ${name} ${settings?.[name]}, got ${value}; go on with the same`,
    );
  }
  if (best === null) return { ...course, best: undefined };
  const now = trainer.parameters.copy();
  for (const [name, { data }] of Object.entries(kept.best)) {
    (trainer.parameters.values[name].data as Float32Array).set(data as Float32Array);
  }
  const copy = trainer.parameters.copy();
  trainer.parameters.restore(now);
  return { ...course, best: { epoch: best, copy } };
}

function requireCounts({ items, batchSize, epochs, patience = 1 }: TrainOptions): void {
  for (const [name, value] of Object.entries({ items, batchSize, epochs, patience })) {
    if (
      (Number.isInteger(value) && value >= 1) ||
      (name === "patience" && value === Number.POSITIVE_INFINITY)
    ) {
      continue;
    }
    throw new RangeError(`train: ${name} must be a whole number from 1, got ${value}`);
  }
}
