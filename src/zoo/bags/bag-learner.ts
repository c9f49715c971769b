import { type BagSet, bagLabels } from "../../data/index.ts";
import {
  adamW,
  cosineSchedule,
  divide,
  multiply,
  openParameters,
  openTrainer,
  softplus,
  subtract,
  sum,
  type Trainer,
  train,
  type Value,
} from "../../engine/index.ts";
import type { Matrix, Random } from "../../math/index.ts";
import { rocAuc } from "../../memory/index.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { requireFinished } from "../learning.ts";
import { learningBatch } from "./bag-batch.ts";
import type { BagEpoch, LearnedBags, Standing } from "./bag-model.ts";
import { type BagInputs, type BagNet, bagNet } from "./bag-net.ts";
import { type BagScorer, openScorer } from "./bag-scorer.ts";
import type { BagSettings } from "./bag-settings.ts";
import type { BagSplit, LearnBags, LearnOptions } from "./cross-validate.ts";
import { scaled, scalingOf, unscaled } from "./scaling.ts";

/**
 * What learns bags on a runtime: AdamW along a cosine, in shuffled batches; after each pass the bags set aside are scored,
 * and the parameters of the best pass are kept: those of the largest AUC, of equal ones the smallest loss (Nonparametric,
 * appendix E.3.2). Learning throws a DivergedError, naming the step and the likely cause, where a loss isn't finite, and a
 * LearningStoppedError on its signal.
 */
export function bagLearner(runtime: OnnxRuntime): { readonly learn: LearnBags } {
  return { learn: (set, split, settings, options) => learned(set, { ...options, runtime, split, settings }) };
}

interface Task extends LearnOptions {
  readonly runtime: OnnxRuntime;
  readonly split: BagSplit;
  readonly settings: BagSettings;
}

interface LabelledBag {
  readonly rows: readonly number[];
  readonly label: boolean;
}

async function learned(set: BagSet, task: Task): Promise<LearnedBags> {
  const { runtime, split, settings, random } = task;
  const labels = bagLabels(set);
  const of = (bags: readonly number[]): LabelledBag[] =>
    bags.map((bag) => ({ rows: set.bags[bag].rows, label: labels[bag] }));
  const [bags, aside] = [of(split.learned), of(split.validation)];
  const used = new Set(bags.flatMap(({ rows }) => rows));
  const scaling = settings.standardise ? scalingOf(set.instances, used) : unscaled(set.instances.columns);
  const net = bagNet(set.instances.columns, settings, random);
  const parameters = openParameters(net.parameters);
  const trainer = await openTrainer({
    ...{ runtime, parameters, clipNorm: 1, seed: seedFrom(random) },
    optimiser: adamW({ rate: settings.learningRate, weightDecay: settings.weightDecay }),
    loss: (inputs) => lossOf(net, inputs as unknown as LearningInputs),
  });
  const scorer = await openScorer({ runtime, net, parameters, settings, scaling, about: set });
  try {
    const instances = settings.standardise ? scaled(set.instances, scaling) : set.instances;
    return { model: scorer, ...(await passes({ ...task, trainer, scorer, instances, bags, aside })) };
  } catch (error) {
    await scorer.close();
    throw error;
  } finally {
    await trainer.close();
  }
}

interface LearningInputs extends BagInputs {
  readonly labels: Value;
  readonly importance: Value;
}

/** Σ w (ln(1 + eᶻ) − t z) / Σ w: the cross-entropy of the bags that count. */
function lossOf(net: BagNet, { labels, importance, ...inputs }: LearningInputs): Value {
  const { logits } = net.apply(inputs, true);
  const each = subtract(softplus(logits), multiply(logits, labels));
  return divide(sum(multiply(each, importance)), sum(importance));
}

interface Passes extends Task {
  readonly trainer: Trainer;
  readonly scorer: BagScorer;
  /** Scaled. */
  readonly instances: Matrix;
  readonly bags: readonly LabelledBag[];
  readonly aside: readonly LabelledBag[];
}

/** All passes; ends with the parameters of the best one. */
async function passes(task: Passes): Promise<Omit<LearnedBags, "model">> {
  const { settings, random, trainer, instances, bags, aside, checkpoint, onEpoch, signal, watch } = task;
  const { epochs, batchSize } = settings;
  const size = Math.min(batchSize, bags.length);
  const history: BagEpoch[] = [];
  let loss = 0;
  const outcome = await train({
    ...{ trainer, items: bags.length, batchSize: size, epochs, seed: seedFrom(random), signal },
    batch: (items) =>
      learningBatch(
        instances,
        items.map((item) => bags[item]),
        size,
      ),
    schedule: cosineSchedule({ steps: epochs * Math.ceil(bags.length / size) }),
    onProgress: (progress) => {
      loss = progress.loss;
    },
    validate: async (pass) => {
      const validation = await judged(task, aside);
      const learned = watch && (await judged(task, bags.slice(0, mostJudged)));
      history.push({ epoch: pass + 1, lastLoss: loss, ...(learned && { learned }), validation });
      await onEpoch?.(history[history.length - 1]);
      // Equal AUCs, which few bags often have, are told apart by the loss.
      return 1e-6 * Math.min(validation.loss, 1e3) - validation.auc;
    },
    resume: checkpoint?.load(),
    checkpoint: checkpoint && { save: (bytes) => checkpoint.save(bytes) },
  });
  requireFinished(outcome);
  const validation = await judged(task, aside);
  return { best: (outcome.bestEpoch ?? 0) + 1, history, losses: outcome.losses, validation };
}

/** So many of the bags learned from are scored after each pass. */
const mostJudged = 256;

/** How well bags are told apart by the parameters as they are. */
async function judged({ scorer, instances }: Passes, bags: readonly LabelledBag[]): Promise<Standing> {
  const scores = await scorer.scaledScores({ instances, bags: bags.map(({ rows }) => rows) });
  const labels = bags.map(({ label }) => label);
  const losses = labels.map((label, i) => softplusOf(label ? -scores[i] : scores[i]));
  return {
    loss: losses.reduce((sum, loss) => sum + loss, 0) / labels.length,
    auc: rocAuc(labels, scores),
    accuracy: labels.filter((label, i) => label === scores[i] >= 0).length / labels.length,
  };
}

function softplusOf(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function seedFrom(random: Random): number {
  return Math.floor(2 ** 32 * random.next());
}
