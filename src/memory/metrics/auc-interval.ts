import { rocAuc } from "./roc-auc.ts";

/** Labels (truthy: positive) and scores of what one model was asked about: all of a test set, or one fold of several. */
export interface ScoredFold {
  readonly labels: ArrayLike<number | boolean>;
  readonly scores: ArrayLike<number>;
}

/** An area under the ROC curve with its 95 % confidence interval, 0 ≤ low ≤ auc ≤ high ≤ 1. */
export interface AucInterval {
  /** The mean over the folds: scores of different models are never ranked against each other. */
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Of each fold. */
  readonly folds: readonly number[];
}

const z = 1.959964;

/**
 * The area under the ROC curve over the folds of a cross-validation (or of one test set) with a 95 % interval.
 *
 * Var = S₁/m + S₀/n, where m and n count positives and negatives of all folds, S₁ is the variance of the positives'
 * placements (the share of the fold's negatives that score below, halves for equal ones) about their fold's AUC, S₀
 * likewise: DeLong et al. 1988 for one fold, its sum over folds as in LeDell et al. 2015. The interval is taken on the
 * logit, so that it stays within [0, 1]. Where placements don't vary (all folds perfect), the variance is that of
 * Hanley and McNeil 1982 at the bound itself, as Newcombe 2006 has it. What it doesn't cover: other cuts into folds.
 * @throws RangeError for no folds, and for a fold without one of the classes or with scores that are no numbers.
 */
export function aucInterval(folds: readonly ScoredFold[]): AucInterval {
  if (folds.length === 0) throw new RangeError("aucInterval: expected at least one fold, got none");
  const parts = folds.map(placementsOf);
  const aucs = parts.map(({ auc }) => auc);
  const auc = aucs.reduce((sum, value) => sum + value, 0) / aucs.length;
  const of = (side: "positives" | "negatives"): { count: number; variance: number } =>
    varianceOf(parts.map(({ [side]: placements, auc }) => ({ placements, auc })));
  const [positives, negatives] = [of("positives"), of("negatives")];
  const standardError = Math.sqrt(
    positives.variance / positives.count + negatives.variance / negatives.count,
  );
  const [low, high] =
    standardError > 1e-9 && auc > 0 && auc < 1
      ? logitInterval(auc, standardError)
      : boundsOf(auc, positives.count, negatives.count);
  return { auc, low, high, standardError, folds: aucs };
}

/** How much larger one AUC is than another on the same bags, with a 95 % interval. */
export interface AucDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The AUC of `ours` less that of `others` over the same folds: the variance is that of the differences of each
 * member's placements, so that what is hard for both cancels (DeLong et al. 1988).
 * @throws RangeError as {@link aucInterval}, and where the folds aren't the same.
 */
export function aucDifference(ours: readonly ScoredFold[], others: readonly ScoredFold[]): AucDifference {
  const same = ours.every(({ labels }, i) => {
    const beside = others[i]?.labels;
    return beside?.length === labels.length && Array.from(labels).every((label, j) => !label === !beside[j]);
  });
  if (!same || ours.length !== others.length) {
    throw new RangeError("aucDifference: both need the same folds with the same labels, got others");
  }
  const [a, b] = [ours.map(placementsOf), others.map(placementsOf)];
  const gaps = a.map(({ auc }, i) => auc - b[i].auc);
  const of = (side: "positives" | "negatives"): number => {
    const folds = a.map(({ [side]: placements }, i) => ({
      placements: placements.map((share, j) => share - b[i][side][j]),
      auc: gaps[i],
    }));
    const { variance, count } = varianceOf(folds);
    return variance / count;
  };
  const difference = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const half = z * Math.sqrt(of("positives") + of("negatives"));
  return { difference, low: difference - half, high: difference + half };
}

interface Placements {
  readonly auc: number;
  /** Of each positive: the share of negatives that score below it. */
  readonly positives: readonly number[];
  /** Of each negative: the share of positives that score above it. */
  readonly negatives: readonly number[];
}

function placementsOf({ labels, scores }: ScoredFold, fold: number): Placements {
  const auc = rocAuc(labels, scores);
  if (!Number.isFinite(auc) || !Array.from(scores).every(Number.isFinite)) {
    throw new RangeError(
      `aucInterval: fold ${fold} needs both classes and finite scores, got ${labels.length} labels; use fewer folds`,
    );
  }
  const of = (wanted: boolean): number[] =>
    Array.from(scores).filter((_, i) => Boolean(labels[i]) === wanted);
  const [above, below] = [of(true), of(false)];
  return {
    auc,
    positives: above.map((score) => shareWhere(below, (other) => other - score)),
    negatives: below.map((score) => shareWhere(above, (other) => score - other)),
  };
}

/** The share of scores whose difference is below 0, and half of those where it is 0. */
function shareWhere(scores: readonly number[], difference: (score: number) => number): number {
  const sum = scores.reduce((total, score) => {
    const d = difference(score);
    return total + (d < 0 ? 1 : d === 0 ? 0.5 : 0);
  }, 0);
  return sum / scores.length;
}

/** The variance of placements about their fold's AUC; a degree of freedom is lost for each fold. */
function varianceOf(folds: readonly { placements: readonly number[]; auc: number }[]): {
  count: number;
  variance: number;
} {
  const squares = folds.flatMap(({ placements, auc }) => placements.map((share) => (share - auc) ** 2));
  const count = squares.length;
  const freedom = Math.max(1, count - folds.length);
  return { count, variance: squares.reduce((sum, square) => sum + square, 0) / freedom };
}

function logitInterval(auc: number, standardError: number): [number, number] {
  const logit = Math.log(auc / (1 - auc));
  const half = (z * standardError) / (auc * (1 - auc));
  const back = (value: number): number => 1 / (1 + Math.exp(-value));
  return [back(logit - half), back(logit + half)];
}

/** The values A whose distance from the estimate is z √V(A), with Hanley and McNeil's V. */
function boundsOf(auc: number, m: number, n: number): [number, number] {
  const within = (A: number): boolean => (A - auc) ** 2 <= z * z * hanleyMcNeil(A, m, n);
  const edge = (outside: number): number => {
    let [inner, outer] = [auc, outside];
    for (let halving = 0; halving < 60; halving++) {
      const middle = (inner + outer) / 2;
      if (within(middle)) inner = middle;
      else outer = middle;
    }
    return inner;
  };
  return [auc === 0 ? 0 : edge(0), auc === 1 ? 1 : edge(1)];
}

/** A(1 − A)/(mn) · [1 + ν (1 − A)/(2 − A) + ν A/(1 + A)], ν = (m + n)/2 − 1: Newcombe 2006, method 5. */
function hanleyMcNeil(A: number, m: number, n: number): number {
  const others = (m + n) / 2 - 1;
  return ((A * (1 - A)) / (m * n)) * (1 + (others * (1 - A)) / (2 - A) + (others * A) / (1 + A));
}
