import { stratifiedFolds } from "../../data/index.ts";
import {
  createRandom,
  dotProduct,
  type Matrix,
  matrix,
  type Random,
  rowOf,
  softmaxRow,
  unitRows,
} from "../../math/index.ts";
import { nearestPatterns, negativeSquaredEuclidean, retrieve, supportOf, topK } from "../../memory/index.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import type { LearningCheckpoint } from "../learning.ts";
import { channelsOf } from "./channels.ts";
import { type LearnedVision, learnVision, type VisionEpoch, type VisionLearning } from "./vision-learner.ts";
import { visionNet } from "./vision-net.ts";
import type { VisionSettings } from "./vision-settings.ts";

/** Pictures `[N, side² · channels]` with the class of each, from 0. */
export interface LabelledPictures {
  readonly pictures: Matrix;
  readonly labels: readonly number[];
}

export interface VisionLearnOptions {
  readonly runtime: OnnxRuntime;
  readonly settings: VisionSettings;
  readonly learning?: Omit<VisionLearning, "seed">;
  readonly signal?: { readonly aborted: boolean };
}

export interface VisionValidationOptions extends VisionLearnOptions {
  /** Default: 5. */
  readonly folds?: number;
  /** Draws the folds, and where learning starts. Default: 1. */
  readonly seed?: number;
  /** Where finished folds are kept, by fold. */
  readonly kept?: { get(fold: number): object | undefined; add(fold: number, outcome: object): void };
  /** Where the training of the fold at hand is kept. */
  readonly checkpointOf?: (fold: number) => LearningCheckpoint;
  /** Called after each pass of each fold. */
  readonly onEpoch?: (fold: number, epoch: VisionEpoch) => void | Promise<void>;
}

/** What came out for the pictures of one fold, by a net that never saw them. Plain data. */
export interface VisionFold {
  /** Positions of the pictures. */
  readonly rows: readonly number[];
  /** The net's share for each class, picture by picture, summing to 1. */
  readonly shares: readonly (readonly number[])[];
  /** The remembered pictures that are most alike to the net, picture by picture, the most alike first. */
  readonly alike: readonly (readonly AlikePicture[])[];
  /** The remembered picture that is nearest in its pixels, |x − ξ|₂, picture by picture. */
  readonly nearest: readonly number[];
  /** The largest class of the other folds. */
  readonly largest: number;
}

/** A picture that was learned from. */
export interface AlikePicture {
  readonly row: number;
  /** The cosine of the net's features, in [−1, 1]. */
  readonly similarity: number;
}

/**
 * Stratified cross-validation: each fold's pictures are told by a net that learned from the other folds, which are also the
 * memory that it is compared with. The same seed cuts the same folds, whatever the settings. Folds that are kept aren't
 * run again.
 * @throws RangeError for more folds than a class has pictures; what learning throws.
 */
export async function crossValidateVision(
  set: LabelledPictures,
  options: VisionValidationOptions,
): Promise<VisionFold[]> {
  const { folds = 5, seed = 1, kept, checkpointOf, onEpoch } = options;
  const found: VisionFold[] = [];
  for (const [fold, held] of stratifiedFolds(set.labels, folds, createRandom(seed, "folds")).entries()) {
    const known = kept?.get(fold) as VisionFold | undefined;
    const outcome =
      known ??
      (await foldOf(set, held, {
        ...{ ...options, random: createRandom(seed, `fold ${fold}`), checkpoint: checkpointOf?.(fold) },
        onEpoch: onEpoch && ((epoch) => onEpoch(fold, epoch)),
      }));
    if (!known) kept?.add(fold, outcome);
    found.push(outcome);
  }
  return found;
}

export interface VisionLearnt extends VisionLearnOptions {
  readonly random: Random;
  readonly checkpoint?: LearningCheckpoint | undefined;
  readonly onEpoch?: ((epoch: VisionEpoch) => void | Promise<void>) | undefined;
}

/** A net of these settings, with the means and deviations of these pictures, that learned from them. */
export async function learnPictures(
  set: LabelledPictures,
  { settings, learning, random, ...rest }: VisionLearnt,
): Promise<{ readonly learned: LearnedVision; readonly settings: VisionSettings }> {
  const own = { ...settings, ...channelsOf(set.pictures, settings.channels) };
  const net = visionNet(own, random);
  const learned = await learnVision({
    ...{ ...rest, ...learning, ...set, net, seed: Math.floor(2 ** 32 * random.next()) },
  });
  return { learned, settings: own };
}

async function foldOf(
  set: LabelledPictures,
  held: readonly number[],
  options: VisionLearnt,
): Promise<VisionFold> {
  const taken = new Set(held);
  const others = [...set.labels.keys()].filter((row) => !taken.has(row));
  const [known, asked] = [others, held].map((rows) => chosen(set, rows));
  const { learned } = await learnPictures(known, options);
  try {
    const { logits, features } = await learned.ask(asked.pictures);
    const alike = mostAlike(features, (await learned.ask(known.pictures)).features);
    const nearest = nearestPatterns(asked.pictures, known.pictures, negativeSquaredEuclidean);
    return {
      rows: held,
      shares: held.map((_, i) => sharesOf(logits, i)),
      alike: alike.map((some) => some.map(({ row, similarity }) => ({ row: others[row], similarity }))),
      nearest: Array.from(nearest, (row) => others[row]),
      largest: largestClass(known.labels),
    };
  } finally {
    await learned.close();
  }
}

/** softmax of a row of logits. */
export function sharesOf(logits: Matrix, row: number): number[] {
  const shares = new Float32Array(logits.columns);
  return Array.from(softmaxRow(shares, rowOf(logits, row), 1));
}

/** How many remembered pictures are told. */
const mostTold = 3;

/** For features `[B, d]`: the remembered ones `[N, d]` that a memory with top-K separation reads, the most alike first. */
export function mostAlike(features: Matrix, remembered: Matrix): AlikePicture[][] {
  const [asked, known] = [features, remembered].map(unitRows);
  const separation = topK(Math.min(mostTold, known.rows));
  const { weights } = retrieve(asked, known, { separation, energies: false });
  return supportOf(weights).map((rows, i) =>
    rows
      .map((row) => ({ row, similarity: dotProduct(rowOf(asked, i), rowOf(known, row)) }))
      .sort((a, b) => b.similarity - a.similarity),
  );
}

function chosen({ pictures, labels }: LabelledPictures, rows: readonly number[]): LabelledPictures {
  const data = new Float32Array(rows.length * pictures.columns);
  rows.forEach((row, i) => {
    data.set(rowOf(pictures, row), i * pictures.columns);
  });
  return { pictures: matrix(data, rows.length, pictures.columns), labels: rows.map((row) => labels[row]) };
}

function largestClass(labels: readonly number[]): number {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.reduce((best, count, label) => (count > (counts[best] ?? 0) ? label : best), 0);
}
