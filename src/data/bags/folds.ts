import { type Random, shuffled } from "../../math/index.ts";

/**
 * Cuts positions 0 … labels.length − 1 into folds with the same share of each class, as nearly as it goes: each class
 * is shuffled and dealt out, the next class beginning where the last one stopped.
 * @param labels two classes as booleans, or more as numbers
 * @returns the positions of each fold, ascending.
 * @throws RangeError for fewer than two folds, and for more than a class has members: every fold needs all of them.
 */
export function stratifiedFolds(
  labels: readonly (boolean | number)[],
  folds: number,
  random: Random,
): number[][] {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new RangeError(`stratifiedFolds: folds must be a whole number ≥ 2, got ${folds}`);
  }
  const names = typeof labels[0] === "number" ? [...new Set(labels)].sort() : [true, false];
  const classes = names.map((wanted) => membersOf(labels, wanted));
  const least = Math.min(...classes.map(({ length }) => length));
  if (least < folds) {
    const counts = classes.map(({ length }, i) => `${length} ${nameOf(names[i])}`);
    throw new RangeError(
      `stratifiedFolds: ${folds} folds need ${folds} of each class, got ${counts.join(" and ")}; ${least >= 2 ? `use at most ${least} folds` : "give at least two of each"}`,
    );
  }
  const dealt = Array.from({ length: folds }, (): number[] => []);
  classes
    .flatMap((members) => shuffled(random, members))
    .forEach((position, i) => {
      dealt[i % folds].push(position);
    });
  return dealt.map((fold) => fold.sort((a, b) => a - b));
}

function nameOf(label: boolean | number): string {
  return typeof label === "number" ? `of class ${label}` : label ? "positive" : "negative";
}

/**
 * Sets a share of the positions aside, of each class alike and at least one of each.
 * @throws RangeError for a share outside of (0, 1), and where a class has fewer than two members.
 */
export function stratifiedSplit(
  labels: readonly boolean[],
  share: number,
  random: Random,
): { rest: number[]; aside: number[] } {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(`stratifiedSplit: the share must be in (0, 1), got ${share}`);
  }
  const aside = [true, false].flatMap((wanted) => {
    const members = shuffled(random, membersOf(labels, wanted));
    if (members.length < 2) {
      throw new RangeError(
        `stratifiedSplit: a class has ${members.length} members, at least 2 are needed; give more of it`,
      );
    }
    const count = Math.round(share * members.length);
    return members.slice(0, Math.min(members.length - 1, Math.max(1, count)));
  });
  const taken = new Set(aside);
  return { rest: [...labels.keys()].filter((i) => !taken.has(i)), aside: aside.sort((a, b) => a - b) };
}

function membersOf(labels: readonly (boolean | number)[], wanted: boolean | number): number[] {
  return [...labels.keys()].filter((i) => labels[i] === wanted);
}
