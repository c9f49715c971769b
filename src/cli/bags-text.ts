import type { BagSet } from "../data/index.ts";
import { type AucDifference, aucDifference } from "../memory/index.ts";
import { bagsVerdict } from "../report/index.ts";
import { type BagSettings, type CrossValidation, poolingTitle, shareOf } from "../zoo/index.ts";
import { table } from "./output.ts";

/** A way to pool and what its cross-validation gave. */
export interface PoolingResult {
  readonly settings: BagSettings;
  readonly found: CrossValidation;
}

/** Everything that `bags train` found out. */
export interface TrainedBags {
  /** As it was typed. */
  readonly path: string;
  readonly set: BagSet;
  readonly folds: number;
  readonly seed: number;
  /** The way that was asked for, then the baselines. */
  readonly results: readonly [PoolingResult, ...PoolingResult[]];
  readonly model?: { readonly path: string; readonly passes: number };
  readonly report?: string;
}

/** How many bags that were taken for the other class are named. */
const mostNamed = 5;

/** The result in words. */
export function trainText(trained: TrainedBags): string {
  const { path, set, folds, results, model, report } = trained;
  const [{ found }] = results;
  const positives = set.bags.filter(({ label }) => label).length;
  const rows = results.map(({ settings, found: { auc } }, i) => [
    poolingTitle(settings),
    three(auc.auc),
    `${three(auc.low)} to ${three(auc.high)}`,
    i === 0 ? "–" : differenceText(differenceFrom(results, i)),
  ]);
  return [
    `${path}: ${set.bags.length} bags (${positives} “${set.classes[1]}”, ${set.bags.length - positives} “${set.classes[0]}”) of ${set.instances.rows} instances with ${set.instances.columns} numbers each`,
    `${bagsVerdict({ methods: [{ name: "", auc: found.auc }] }).text}, over ${folds} folds.`,
    "",
    table([["pooled by", "AUC", "95 %", "the first is better by"], ...rows]),
    "",
    ...mistakes(trained),
    ...(report ? [`The deciding instances of each bag: open ${report}`] : []),
    ...(model
      ? [
          `Model, learned from all bags: ${model.path}`,
          `Ask it: madeleine bags predict FILE --model ${model.path}`,
        ]
      : []),
  ].join("\n");
}

function mistakes({ set, results: [{ found }] }: TrainedBags): string[] {
  const wrong = bagScores(found).filter(({ bag, score }) => score >= 0.5 !== set.bags[bag].label);
  if (wrong.length === 0) return ["No bag was taken for the other class."];
  const worst = wrong
    .toSorted((a, b) => Math.abs(b.score - 0.5) - Math.abs(a.score - 0.5))
    .slice(0, mostNamed)
    .map(({ bag, score }) => `${set.bags[bag].id} (${three(score)})`);
  const more = wrong.length - worst.length;
  return [
    `${wrong.length} of ${set.bags.length} bags were taken for the other class, the plainest first: ${worst.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

/** The result as a document. */
export function trainJson({ path, set, folds, seed, results, model, report }: TrainedBags): object {
  const [first] = results;
  return {
    bags: path,
    classes: { negative: set.classes[0], positive: set.classes[1] },
    counts: {
      bags: set.bags.length,
      positive: set.bags.filter(({ label }) => label).length,
      instances: set.instances.rows,
      features: set.instances.columns,
    },
    ...{ folds, seed },
    poolings: results.map(({ settings, found: { auc } }, i) => ({
      pooling: poolingTitle(settings),
      ...{ auc: auc.auc, low: auc.low, high: auc.high, folds: auc.folds, settings },
      ...(i > 0 && { firstIsBetterBy: differenceFrom(results, i) }),
    })),
    scores: bagScores(first.found).map(({ bag, score, fold, deciding }) => ({
      ...{ bag: set.bags[bag].id, label: set.classes[set.bags[bag].label ? 1 : 0], score, fold },
      deciding: deciding.map(({ row, ...rest }) => ({ instance: set.nameOf(row), ...rest })),
    })),
    model: model?.path ?? null,
    report: report ?? null,
  };
}

/** Each bag's score in [0, 1], by the model that never saw it, in the order of the set. */
export function bagScores(found: CrossValidation): {
  bag: number;
  score: number;
  fold: number;
  deciding: NonNullable<CrossValidation["folds"][number]["deciding"]>[number];
}[] {
  return found.folds
    .flatMap(({ bags, scores, deciding }, fold) =>
      bags.map((bag, i) => ({ bag, score: shareOf(scores[i]), fold, deciding: deciding?.[i] ?? [] })),
    )
    .sort((a, b) => a.bag - b.bag);
}

/** How much the first way is above another. */
export function differenceFrom(results: readonly PoolingResult[], i: number): AucDifference {
  return aucDifference(results[0].found.scored, results[i].found.scored);
}

function differenceText({ difference, low, high }: AucDifference): string {
  return `${three(difference)} (${three(low)} to ${three(high)})`;
}

export function three(value: number): string {
  return value.toFixed(3).replace(/^-(?=0\.000$)/, "");
}
