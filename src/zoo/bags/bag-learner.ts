import { type BagSet, bagLabels } from "../../data/index.ts";
import {
  adamW,
  cosineSchedule,
  divide,
  multiply,
  openParameters,
  openTrainer,
  type ParameterBlock,
  softplus,
  subtract,
  sum,
  type Trainer,
  type Value,
} from "../../engine/index.ts";
import { type Matrix, shuffled } from "../../math/index.ts";
import { rocAuc } from "../../memory/index.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { learningBatch } from "./bag-batch.ts";
import type { BagEpoch, LearnedBags } from "./bag-model.ts";
import { type BagInputs, type BagNet, bagNet } from "./bag-net.ts";
import { type BagScorer, openScorer } from "./bag-scorer.ts";
import type { BagSettings } from "./bag-settings.ts";
import type { BagSplit, LearnBags, LearnOptions } from "./cross-validate.ts";
import { scaled, scalingOf, unscaled } from "./scaling.ts";

/** Learning stopped because its loss wasn't finite any more. */
export class DivergedError extends Error {}

/**
 * What learns bags on a runtime: AdamW along a cosine, in shuffled batches; after each pass the bags set aside are scored,
 * and the parameters of the best pass are kept: those of the largest AUC, of equal ones the smallest loss (Nonparametric,
 * appendix E.3.2). Learning throws a DivergedError, naming the step, where a loss isn't finite.
 */
export function bagLearner(runtime: OnnxRuntime): { readonly learn: LearnBags } {
  return { learn: (set, split, settings, options) => learned(set, { runtime, split, settings, ...options }) };
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
    ...{ runtime, parameters, clipNorm: 1, seed: Math.floor(2 ** 32 * random.next()) },
    optimiser: adamW({ rate: settings.learningRate, weightDecay: settings.weightDecay }),
    loss: (inputs) => lossOf(net, inputs as unknown as LearningInputs),
  });
  const scorer = await openScorer({ runtime, net, parameters, settings, scaling, about: set });
  try {
    const instances = settings.standardise ? scaled(set.instances, scaling) : set.instances;
    const found = await passes({ ...task, trainer, scorer, parameters, instances, bags, aside });
    return { model: scorer, ...found };
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
  readonly parameters: ParameterBlock;
  /** Scaled. */
  readonly instances: Matrix;
  readonly bags: readonly LabelledBag[];
  readonly aside: readonly LabelledBag[];
}

/** All passes; ends with the parameters of the best one. */
async function passes(task: Passes): Promise<{ best: number; history: BagEpoch[] }> {
  const { settings, parameters, onEpoch } = task;
  const history: BagEpoch[] = [];
  let best = { epoch: 1, auc: -1, loss: Number.POSITIVE_INFINITY, values: parameters.copy() };
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const loss = await pass(task, epoch);
    const seen = await judged(task, task.bags.slice(0, mostJudged));
    const aside = await judged(task, task.aside);
    history.push({
      ...{ epoch, loss, accuracy: seen.accuracy },
      ...{ validationLoss: aside.loss, validationAuc: aside.auc, validationAccuracy: aside.accuracy },
    });
    if (aside.auc > best.auc || (aside.auc === best.auc && aside.loss < best.loss)) {
      best = { epoch, auc: aside.auc, loss: aside.loss, values: parameters.copy() };
    }
    await onEpoch?.(history[history.length - 1]);
  }
  parameters.restore(best.values);
  return { best: best.epoch, history };
}

/** So many of the bags learned from are scored after each pass, for the accuracy. */
const mostJudged = 256;

/** One pass over the bags, in an order of its own; gives the mean loss. */
async function pass({ settings, random, trainer, instances, bags }: Passes, epoch: number): Promise<number> {
  const { batchSize, learningRate, epochs } = settings;
  const perPass = Math.ceil(bags.length / batchSize);
  const schedule = cosineSchedule({ steps: epochs * perPass });
  const order = shuffled(random, bags);
  let total = 0;
  for (let from = 0; from < order.length; from += batchSize) {
    const chosen = order.slice(from, from + batchSize);
    const batch = learningBatch(instances, chosen, Math.min(batchSize, bags.length));
    const { loss, finite, gradientNorm } = await trainer.step(batch, learningRate * schedule(trainer.steps));
    if (!finite) throw diverged({ loss, gradientNorm, step: trainer.steps + 1, epoch, learningRate, batch });
    total += loss * chosen.length;
  }
  return total / order.length;
}

interface Divergence {
  readonly loss: number;
  readonly gradientNorm: number;
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly batch: ReturnType<typeof learningBatch>;
}

function diverged({ loss, gradientNorm, step, epoch, learningRate, batch }: Divergence): DivergedError {
  const largest = (batch.x.data as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const cause =
    largest > 1e4
      ? `a feature reaches ${largest.toPrecision(3)}; look for an outlier, or leave standardising on`
      : `the learning rate ${learningRate} is likely too large; try a tenth of it`;
  const what = Number.isFinite(loss) ? `its gradient is ${gradientNorm}` : `its loss is ${loss}`;
  return new DivergedError(`learning stopped at step ${step}, in pass ${epoch}: ${what}: ${cause}`);
}

/** How well bags are told apart by the parameters as they are. */
async function judged(
  { scorer, instances }: Passes,
  bags: readonly LabelledBag[],
): Promise<{ loss: number; auc: number; accuracy: number }> {
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
