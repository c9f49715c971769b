import { type Evidence, featuresOf } from "./evidence.ts";
import { fitLogistic, type LogisticModel, logOdds, sigmoid } from "./logistic.ts";

/** One cue of known origin: damaged from a stored item, and what is seen with that item there and taken away. */
export interface Trial {
  damage: string;
  /** The item that the cue was made from, or −1 for a stranger's. */
  item: number;
  /** What is seen with every item there, and whether the best one is the right one (or its twin); absent for a stranger. */
  own?: { evidence: Evidence; right: boolean };
  /** What is seen with the item and its twins taken away: to the rest of the memory the cue is a stranger's. */
  foreign: Evidence;
}

/** How often a claim is right and wrong, measured. Shares in [0, 1]. */
export interface Rates {
  /** Of the memory's own cues, those that are claimed and right. */
  trueRecallRate: number;
  /** Of strangers' cues, those that are claimed. */
  falseRecallRate: number;
}

/** Turns evidence into certainty, learned from the memory's own items damaged and taken away. Plain data. */
export interface Calibration extends Rates {
  model: LogisticModel;
  /** The least log odds at which a recall is claimed. */
  bar: number;
  /** The least similarity that own cues were seen with: below it nothing is claimed, whatever the odds. */
  leastSimilarity: number;
  /** How many cues the bar stands on. */
  trials: number;
  /** How many items the memory had; absent where nobody noted it. */
  items?: number;
  /** The rates by kind of damage. */
  damages: (Rates & { name: string })[];
}

/** The share of strangers that the bar is set to let pass; measured rates of other strangers lie around it. */
const targetFalseRate = 0.007;

/** Of own cues so many are less similar than the least that is claimed. */
const lowestShare = 0.001;

/** Below this share of own cues claimed, the bar doesn't separate and nothing is claimed. */
const leastTrueRate = 0.5;

/**
 * Fits certainty to trials: a logistic regression of own against foreign, with the bar at the quantile of foreign
 * log odds that lets 0.7 % pass. The rates are measured on trials that the fit hasn't seen (two halves in turn).
 */
export function calibrate(trials: readonly Trial[]): Calibration {
  const judgement = learn(trials);
  const halves = [trials.filter((_, i) => inFirstHalf(i)), trials.filter((_, i) => !inFirstHalf(i))];
  const judged = [halves, halves.toReversed()].flatMap(([seen, unseen]) => {
    const judge = learn(seen);
    return unseen.map((trial) => ({ damage: trial.damage, ...claimsOf(trial, judge) }));
  });
  const names = [...new Set(trials.map(({ damage }) => damage))];
  return {
    ...judgement,
    trials: trials.length,
    ...ratesOf(judged),
    damages: names.map((name) => ({ name, ...ratesOf(judged.filter(({ damage }) => damage === name)) })),
  };
}

/** What a calibration makes of evidence: how sure, in [0, 1], and whether that is enough to claim a recall. */
export function certaintyOf(
  calibration: Calibration,
  evidence: Evidence,
): { confidence: number; claimed: boolean } {
  const confidence = sigmoid(logOdds(calibration.model, featuresOf(evidence)));
  return { confidence, claimed: separates(calibration) && passes(calibration, evidence) };
}

/** The bar as a confidence, in [0, 1]. */
export function barConfidence({ bar }: Calibration): number {
  return sigmoid(bar);
}

/** A memory that has grown or shrunk by more than this is another one than was calibrated. */
const calibrationReach = 1.25;

/** Whether a memory of `size` items is another one by now than was calibrated. */
export function isOutgrown({ items }: Pick<Calibration, "items">, size: number): boolean {
  return items !== undefined && Math.max(size / items, items / size) > calibrationReach;
}

/** Whether the bar tells own cues from strangers' at all. */
export function separates({ trueRecallRate }: Rates): boolean {
  return trueRecallRate >= leastTrueRate;
}

/** Every other trial, more or less, but in step with no period: damages recur in order. */
function inFirstHalf(i: number): boolean {
  return (i * 0.6180339887498949) % 1 < 0.5;
}

type Judgement = Pick<Calibration, "model" | "bar" | "leastSimilarity">;

function learn(trials: readonly Trial[]): Judgement {
  const own = trials.flatMap((trial) => (trial.own?.right ? [trial.own.evidence] : []));
  // Where nothing was left to be found, there is nothing to learn from.
  const foreign = trials.flatMap((trial) => (trial.foreign.item >= 0 ? [trial.foreign] : []));
  const labels = [...own.map(() => true), ...foreign.map(() => false)];
  const model = fitLogistic([...own, ...foreign].map(featuresOf), labels);
  const odds = foreign.map((evidence) => logOdds(model, featuresOf(evidence)));
  const leastSimilarity = quantile(
    own.map(({ similarity }) => similarity),
    lowestShare,
  );
  return { model, bar: quantile(odds, 1 - targetFalseRate), leastSimilarity };
}

/** Whether evidence passes: odds alone won't do, for beyond what was seen they are anyone's guess. */
function passes({ model, bar, leastSimilarity }: Judgement, evidence: Evidence): boolean {
  const { item, similarity } = evidence;
  return item >= 0 && similarity >= leastSimilarity && logOdds(model, featuresOf(evidence)) >= bar;
}

interface Claims {
  own: boolean | undefined;
  foreign: boolean;
}

function claimsOf({ own, foreign }: Trial, judgement: Judgement): Claims {
  const ownPasses = own?.right ? passes(judgement, own.evidence) : false;
  return { own: own ? ownPasses : undefined, foreign: passes(judgement, foreign) };
}

function ratesOf(judged: readonly Claims[]): Rates {
  const own = judged.filter(({ own }) => own !== undefined);
  return {
    trueRecallRate: own.filter(({ own }) => own).length / Math.max(own.length, 1),
    falseRecallRate: judged.filter(({ foreign }) => foreign).length / Math.max(judged.length, 1),
  };
}

/** The value that a share q of the values lie below; just above the largest one where q leaves none out. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const above = Math.ceil(q * sorted.length);
  const last = sorted.at(-1) ?? 0;
  return above < sorted.length ? sorted[above] : last + 1e-9 * (1 + Math.abs(last));
}
