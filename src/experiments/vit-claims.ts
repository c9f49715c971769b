import type { Claim } from "../report/index.node.ts";
import { type Mean, meanOfFew } from "./mean.ts";
import {
  differencesOf,
  finalTest,
  largestOf,
  maxTrain,
  setsOf,
  type VitGroup,
  vitTitles,
} from "./vit-groups.ts";
import type { VitCurves, VitModelName } from "./vit-task.ts";

const pairs: readonly (readonly [plain: VitModelName, withUhop: VitModelName])[] = [
  ["MHM", "MHM + U-Hop"],
  ["Sparse MHM", "Sparse MHM + U-Hop"],
];

/** What table 1 and figures 4, 6 and 27 to 49 are to show, and what stands beside it. */
export function vitClaims(groups: readonly VitGroup[]): Claim[] {
  return [
    uhopClaim(groups, {
      statement: "With U-Hop a model memorises more of what it learned from.",
      what: "Largest training accuracy with U-Hop less that without",
      of: maxTrain,
    }),
    uhopClaim(groups, {
      statement: "With U-Hop a model tells more of the test pictures right.",
      what: "Test accuracy with U-Hop less that without",
      of: finalTest,
    }),
    uhopClaim(groups, {
      statement: "With U-Hop a model converges faster.",
      what: "Mean over the epochs of the training loss, without U-Hop less with",
      of: (curves) => -meanOver(curves.trainLoss),
      unit: "",
    }),
    growthClaim(groups),
    sparsityClaim(groups),
    separationClaim(groups),
    learningClaim(groups),
    separatedClaim(groups),
  ];
}

interface Compared {
  readonly statement: string;
  readonly what: string;
  of(curves: VitCurves): number;
  /** What differences are given in: points of a hundred, or as they are. */
  readonly unit?: "" | "points";
}

function uhopClaim(groups: readonly VitGroup[], { statement, what, of, unit = "points" }: Compared): Claim {
  const found = setsOf(groups).flatMap((data) =>
    pairs.flatMap(([plain, withUhop]) =>
      differenceIn(groups, { data, one: withUhop, other: plain, of, unit }),
    ),
  );
  return { by: "paper", statement, ...verdictOf(found), reason: `${what}: ${textOf(found)}.` };
}

/** Figure 6: without U-Hop training accuracy falls sharply as pictures get more. */
function growthClaim(groups: readonly VitGroup[]): Claim {
  const grown = setsOf(groups).flatMap((data) =>
    pairs.flatMap(([plain, withUhop]) => {
      const gaps = differencesOf(groups, { data, one: withUhop, other: plain }, maxTrain).map(
        ({ size, differences }) => ({ size, gap: meanOfFew(differences).mean }),
      );
      const [first, last] = [gaps[0], gaps[gaps.length - 1]];
      return gaps.length > 1 ? [{ name: `${vitTitles[data]}, ${plain}`, first, last }] : [];
    }),
  );
  const told = grown.map(({ name, first, last }) => {
    return `${name} ${points(first.gap)} (${first.size}) to ${points(last.gap)} points (${last.size})`;
  });
  const rose = grown.filter(({ first, last }) => last.gap > 0 && last.gap > first.gap);
  return {
    by: "paper",
    statement: "What U-Hop adds in training accuracy grows with the number of pictures.",
    verdict: grown.length === 0 ? "untested" : rose.length === grown.length ? "holds" : "fails",
    reason: `From the fewest pictures to the most: ${told.join("; ") || "there is one number only"}.`,
  };
}

function sparsityClaim(groups: readonly VitGroup[]): Claim {
  const found = setsOf(groups).flatMap((data) =>
    (
      [
        ["Sparse MHM", "MHM"],
        ["Sparse MHM + U-Hop", "MHM + U-Hop"],
      ] as const
    ).flatMap(([one, other]) =>
      differenceIn(groups, { ...{ data, one, other }, of: finalTest, unit: "points" }),
    ),
  );
  const beyond = (mean: Mean, sign: 1 | -1): number => Math.abs(mean.mean) + sign * (mean.spread ?? 0) - 0.01;
  return {
    by: "paper",
    statement: "Sparsity changes test accuracy by a point at most.",
    verdict:
      found.length > 0 && found.every(({ mean }) => beyond(mean, 1) <= 0)
        ? "holds"
        : found.some(({ mean }) => beyond(mean, -1) > 0)
          ? "fails"
          : "untested",
    reason: `In table 1 it changes it by 0.4 points at most. Sparse less dense, here: ${textOf(found)}.`,
  };
}

/** Whether it is separation that does it: beside a Φ that is never moved. */
function separationClaim(groups: readonly VitGroup[]): Claim {
  const found = setsOf(groups).flatMap((data) => [
    ...differenceIn(groups, {
      data,
      one: "MHM + U-Hop",
      other: "MHM + Φ as drawn",
      of: maxTrain,
      unit: "points",
    }),
    ...differenceIn(groups, {
      data,
      one: "MHM + U-Hop",
      other: "MHM + Φ as drawn",
      of: finalTest,
      unit: "points",
    }),
  ]);
  return {
    by: "paper",
    statement: "It is the separation of patches that helps.",
    ...verdictOf(found),
    reason: `With U-Hop less with a Φ that stays as it was drawn, largest training accuracy and test accuracy: ${textOf(found)}.`,
  };
}

function learningClaim(groups: readonly VitGroup[]): Claim {
  const isCoded = ({ model }: VitGroup): boolean => model === "MHM + U-Hop as coded";
  const fell = (some: readonly VitGroup[]): string => {
    const runs = some.flatMap(({ runs }) => runs);
    return `${runs.filter(learns).length} of ${runs.length}`;
  };
  const own = groups.filter((group) => !isCoded(group));
  const largest = setsOf(own).flatMap((data) => largestOf(own, data));
  const better = largest.filter(({ runs }) => meanOver(runs.map(finalTest)) > 1.5 / runs[0].classes);
  return {
    by: "here",
    statement:
      "But for what is as coded every net learns, and at the largest sizes tells test pictures apart better than chance.",
    verdict:
      own.every(({ runs }) => runs.every(learns)) && better.length === largest.length ? "holds" : "fails",
    reason: `The training loss falls in ${fell(own)} trainings, as coded in ${fell(groups.filter(isCoded))}; ${better.length} of ${largest.length} models are right half as often again as chance, at least.`,
  };
}

/** Whether the training loss is lower after the last epoch than after the first. */
function learns({ trainLoss }: VitCurves): boolean {
  return trainLoss[trainLoss.length - 1] < trainLoss[0];
}

function separatedClaim(groups: readonly VitGroup[]): Claim {
  const runs = groups
    .flatMap(({ runs }) => runs)
    .flatMap(({ separation }) => (separation ? [separation] : []));
  const fell = runs.filter((losses) => losses[losses.length - 1] < losses[0]);
  const mean = (at: 0 | -1): string =>
    withMinus(meanOver(runs.map((losses) => losses.at(at) ?? 0)).toFixed(2));
  return {
    by: "here",
    statement: "U-Hop’s first stage separates the patches.",
    verdict: fell.length === runs.length ? "holds" : "fails",
    reason: `The separation loss falls in ${fell.length} of ${runs.length} trainings, from ${mean(0)} in the first epoch to ${mean(-1)} in the last on average; −4 is its least.`,
  };
}

interface Difference {
  readonly name: string;
  readonly mean: Mean;
  readonly unit: "" | "points";
}

function differenceIn(
  groups: readonly VitGroup[],
  asked: Pick<Difference, "unit"> & {
    data: VitGroup["data"];
    one: VitModelName;
    other: VitModelName;
    of(curves: VitCurves): number;
  },
): Difference[] {
  const { data, one, other, of, unit } = asked;
  const pairs = differencesOf(groups, { data, one, other }, of).flatMap(({ differences }) => differences);
  if (pairs.length === 0) return [];
  return [{ name: `${vitTitles[data]}, ${one}`, mean: meanOfFew(pairs), unit }];
}

/** Whether all differences lie above 0, or one of them below, by more than their intervals. */
function verdictOf(found: readonly Difference[]): Pick<Claim, "verdict"> {
  const above = found.filter(({ mean: { mean, spread } }) => mean - (spread ?? 0) > 0);
  if (found.length > 0 && above.length === found.length) return { verdict: "holds" };
  return {
    verdict: found.some(({ mean: { mean, spread } }) => mean + (spread ?? 0) < 0) ? "fails" : "untested",
  };
}

function textOf(found: readonly Difference[]): string {
  const of = ({ name, mean: { mean, spread }, unit }: Difference): string => {
    const show = unit === "points" ? points : (value: number) => withMinus(value.toFixed(3));
    return `${name} ${show(mean)}${spread === null ? "" : ` ± ${show(spread)}`}${unit && ` ${unit}`}`;
  };
  return found.map(of).join("; ") || "nothing to compare";
}

function points(share: number): string {
  return withMinus((100 * share).toFixed(1));
}

function withMinus(text: string): string {
  return text.replace(/^-/, "−");
}

function meanOver(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
