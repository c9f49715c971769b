import { integer, type Matrix, type Random, sample } from "../../math/index.ts";
import type { BagSet } from "./bag-set.ts";

export interface TargetBagOptions {
  /** The label whose instances are looked for. Default: 9. */
  readonly target?: number;
  /** Instances in a bag. Default: 10. */
  readonly size?: number;
  /** Of the instances in a bag with the target, how many are of it. Default: 1. */
  readonly targets?: number;
  /** How many bags with the target, and as many without. Default: 100. */
  readonly pairs?: number;
}

/**
 * Bags of labelled pictures, to be told apart by whether a label occurs in them: "we designate one digit as a negative
 * signal" (Nonparametric, appendix E.2; Ilse et al. 2018 for MNIST). A bag without the target is positive, as there.
 * The instances of a bag are different ones; bags share them. With and without take turns.
 * @throws RangeError where there are too few instances of either kind.
 */
export function targetBags(
  { patterns, labels }: { readonly patterns: Matrix; readonly labels: readonly number[] },
  { target = 9, size = 10, targets = 1, pairs = 100 }: TargetBagOptions,
  random: Random,
): BagSet {
  const positions = [...labels.keys()];
  const wanted = positions.filter((i) => labels[i] === target);
  const others = positions.filter((i) => labels[i] !== target);
  requireEnough({ target, size, targets, wanted: wanted.length, others: others.length });
  const bags = Array.from({ length: pairs }, (_, pair) => {
    const hidden = drawn(wanted, targets, random);
    const beside = drawn(others, size - targets, random);
    return [
      { id: `${pair + 1} without`, label: true, rows: drawn(others, size, random) },
      { id: `${pair + 1} with`, label: false, rows: sample(random, [...hidden, ...beside], size) },
    ];
  }).flat();
  return {
    ...{ bags, instances: patterns, classes: [`with ${target}`, `without ${target}`] },
    features: Array.from({ length: patterns.columns }, (_, i) => `pixel ${i}`),
    nameOf: (row) => `picture ${row}, a ${labels[row]}`,
  };
}

/** `count` different positions; redrawn where one comes twice, as few are drawn of many. */
function drawn(positions: readonly number[], count: number, random: Random): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(positions[integer(random, positions.length)]);
  return [...chosen];
}

interface Counts {
  readonly target: number;
  readonly size: number;
  readonly targets: number;
  readonly wanted: number;
  readonly others: number;
}

function requireEnough({ target, size, targets, wanted, others }: Counts): void {
  if (!Number.isInteger(size) || !Number.isInteger(targets) || targets < 1 || targets > size) {
    throw new RangeError(
      `targetBags: size and targets must be whole numbers with 1 ≤ targets ≤ size, got size ${size} and targets ${targets}`,
    );
  }
  if (wanted < targets || others < size) {
    throw new RangeError(
      `targetBags: bags of ${size} with ${targets} of the label ${target} need as many instances, got ${wanted} of the label and ${others} others`,
    );
  }
}
