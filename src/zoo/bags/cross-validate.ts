import { type BagSet, bagLabels, stratifiedFolds, stratifiedSplit } from "../../data/index.ts";
import { createRandom, type Random } from "../../math/index.ts";
import { type AucInterval, aucInterval, type ScoredFold } from "../../memory/index.ts";
import type { LearningCheckpoint } from "../learning.ts";
import type { BagEpoch, LearnedBags } from "./bag-model.ts";
import type { BagSettings } from "./bag-settings.ts";
import { type DecidingInstance, decidingInstances } from "./deciding.ts";

/** Which bags are learned from and which are set aside to tell the best pass: positions in a set. */
export interface BagSplit {
  readonly learned: readonly number[];
  readonly validation: readonly number[];
}

export interface LearnOptions {
  readonly random: Random;
  /** Called after each pass; what it throws ends the learning. */
  readonly onEpoch?: ((epoch: BagEpoch) => void | Promise<void>) | undefined;
  /** Whether each pass is also judged on the bags learned from, which takes a third of its time. Default: false. */
  readonly watch?: boolean;
  /** Stops after the step that is being made; the checkpoint is kept. An AbortSignal, for one. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Where the training is kept after each pass, and whence it goes on. */
  readonly checkpoint?: LearningCheckpoint | undefined;
}

/** Learns one model: `learnBags`. */
export type LearnBags = (
  set: BagSet,
  split: BagSplit,
  settings: BagSettings,
  options: LearnOptions,
) => Promise<LearnedBags>;

export interface CrossValidationOptions {
  readonly settings: BagSettings;
  /** Default: 10. */
  readonly folds?: number;
  /** Draws the folds, what is set aside, and where learning starts. Default: 1. */
  readonly seed?: number;
  /** The share of the other folds that is set aside to tell the best pass. Default: 0.1. */
  readonly validation?: number;
  /** Whether to say which instances decided. Default: false. */
  readonly explain?: boolean;
  readonly learn: LearnBags;
  /** Where finished folds are kept, by fold. */
  readonly kept?: { get(fold: number): object | undefined; add(fold: number, outcome: object): void };
  /** Where the training of the fold at hand is kept. */
  readonly checkpointOf?: (fold: number) => LearningCheckpoint;
  readonly signal?: { readonly aborted: boolean };
  /** Called after each pass of each fold. */
  readonly onEpoch?: (fold: number, epoch: BagEpoch) => void | Promise<void>;
}

/** What came out for the bags of one fold, by a model that never saw them. Plain data. */
export interface FoldOutcome {
  /** Positions of the bags. */
  readonly bags: readonly number[];
  /** Log odds of the positive class, bag by bag. */
  readonly scores: readonly number[];
  readonly best: number;
  readonly validationAuc: number;
  readonly deciding: readonly (readonly DecidingInstance[])[] | null;
}

export interface CrossValidation {
  readonly folds: readonly FoldOutcome[];
  readonly scored: readonly ScoredFold[];
  readonly auc: AucInterval;
}

/**
 * Stratified cross-validation: each fold's bags are scored by a model that learned from the other folds, a share of
 * which was set aside to tell the best pass (Nonparametric, appendix E.3.2). The same seed cuts the same folds, whatever
 * the settings. Folds that are kept aren't run again.
 * @throws RangeError for more folds than a class has bags; Error for bags without labels or of one class.
 */
export async function crossValidate(set: BagSet, options: CrossValidationOptions): Promise<CrossValidation> {
  const labels = bagLabels(set);
  const folds = await foldOutcomes(set, options);
  const scored = folds.map(({ bags, scores }) => ({ labels: bags.map((bag) => labels[bag]), scores }));
  return { folds, scored, auc: aucInterval(scored) };
}

/**
 * The outcomes of the first folds of a cross-validation, which is enough to try settings.
 * @param upTo how many; default: all
 * @throws as {@link crossValidate}.
 */
export async function foldOutcomes(
  set: BagSet,
  options: CrossValidationOptions,
  upTo: number = Number.POSITIVE_INFINITY,
): Promise<FoldOutcome[]> {
  const { folds = 10, seed = 1, kept } = options;
  const labels = bagLabels(set);
  const cut = stratifiedFolds(labels, folds, createRandom(seed, "folds"));
  const outcomes: FoldOutcome[] = [];
  for (const [fold, held] of cut.slice(0, upTo).entries()) {
    const known = kept?.get(fold) as FoldOutcome | undefined;
    const outcome = known ?? (await foldOutcome(set, { ...options, labels, fold, held }));
    if (!known) kept?.add(fold, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

interface Fold extends CrossValidationOptions {
  readonly labels: readonly boolean[];
  readonly fold: number;
  readonly held: readonly number[];
}

async function foldOutcome(set: BagSet, options: Fold): Promise<FoldOutcome> {
  const { settings, seed = 1, fold, held, learn, explain = false, onEpoch } = options;
  const random = createRandom(seed, `fold ${fold}`);
  const { model, best, validation } = await learn(set, splitOf(options, random), settings, {
    random,
    onEpoch: onEpoch && ((epoch) => onEpoch(fold, epoch)),
    signal: options.signal,
    checkpoint: options.checkpointOf?.(fold),
  });
  try {
    const asked = { instances: set.instances, bags: held.map((bag) => set.bags[bag].rows) };
    return {
      bags: held,
      scores: Array.from(await model.scores(asked)),
      best,
      validationAuc: validation.auc,
      deciding: explain ? await decidingInstances(model, asked) : null,
    };
  } finally {
    await model.close();
  }
}

/** Of the bags outside of a fold, a share of each class is set aside. */
function splitOf({ labels, held, validation = 0.1 }: Fold, random: Random): BagSplit {
  const taken = new Set(held);
  const others = [...labels.keys()].filter((bag) => !taken.has(bag));
  const { rest, aside } = stratifiedSplit(
    others.map((bag) => labels[bag]),
    validation,
    random,
  );
  return { learned: rest.map((i) => others[i]), validation: aside.map((i) => others[i]) };
}
