import { bestBackend, type Matrix, rowOf, rowsOf, zeros } from "../math/index.ts";
import { capacityLowerBound } from "../memory/index.ts";
import { topK } from "../zoo/index.ts";
import type { CellContext } from "./experiment.ts";
import { distances, movedBy, onSphere } from "./spheres.ts";

/** How many patterns on a sphere are stored and retrieved, beside lemma 4.2. */
export type CapacityCell = {
  readonly part: "capacity";
  readonly dimension: number;
  /** m = factor √(d − 1), with β = 1. */
  readonly factor: number;
  /** No more patterns are tried. */
  readonly most: number;
  readonly run: number;
};

export type CapacityOutcome = {
  readonly part: "capacity";
  /** The largest number that was found to do; `most` where all of those do. */
  readonly measured: number;
  /** M of lemma 4.2, and its C. */
  readonly bound: number;
  readonly C: number;
};

/** p: the share of patterns that may fail. */
export const failure = 0.1;
/** k: how many patterns top-K keeps. */
export const keptCount = 10;
/** The most patterns of a memory that are asked for. */
const asked = 200;
const beta = 1;

/**
 * Doubles the number of patterns until fewer than 1 − p of them are stored and retrieved, then narrows it down to an
 * eighth. Every memory is the beginning of the largest one.
 */
export function measureCapacity(
  { dimension, factor, most }: CapacityCell,
  { random }: CellContext,
): CapacityOutcome {
  const m = factor * Math.sqrt(dimension - 1);
  // The largest R for which 2mR ≤ 1/β, as the lemma's proof needs.
  const R = 1 / (2 * m * beta);
  const pool = onSphere(random, { count: most, dimension, radius: m });
  const does = (N: number): boolean => storedShare(rowsOf(pool, numbers(N)), R, { random }) >= 1 - failure;
  let low = 1;
  while (2 * low <= most && does(2 * low)) low *= 2;
  if (2 * low <= most) {
    for (let step = Math.floor(low / 2), halvings = 0; step >= 1 && halvings < 3; halvings++) {
      if (does(low + step)) low += step;
      step = Math.floor(step / 2);
    }
  }
  const { M, C } = capacityLowerBound({
    ...{ dimension, largestNorm: m, beta, failure, k: keptCount, radius: R },
  });
  return { part: "capacity", measured: low, bound: M, C };
}

/**
 * The share of patterns (of at most `asked`) that a step brings back to within R from queries at R, in a random direction
 * and straight towards the nearest other pattern. A sphere that is mapped into itself has a fixed point in it.
 */
function storedShare(patterns: Matrix, R: number, { random }: { random: CellContext["random"] }): number {
  const count = Math.min(asked, patterns.rows);
  const targets = rowsOf(patterns, numbers(count));
  const towards = nearestByProduct(targets, patterns).map((nu) => rowOf(patterns, nu));
  const stored = topK({ beta, k: Math.min(keptCount, patterns.rows) }).store(patterns);
  const errors = [movedBy(targets, R, { random }), movedBy(targets, R, { random, towards })].map((queries) =>
    distances(stored.retrieve(queries).states, targets),
  );
  const good = numbers(count).filter((mu) => errors.every((of) => of[mu] <= R));
  return good.length / count;
}

/** The nearest other pattern of the first ones, on a sphere: that of the largest product. */
function nearestByProduct(targets: Matrix, patterns: Matrix): number[] {
  const products = bestBackend().dotProducts(zeros(targets.rows, patterns.rows), targets, patterns);
  return numbers(targets.rows).map((mu) => {
    const row = rowOf(products, mu);
    let best = mu === 0 ? Math.min(1, row.length - 1) : 0;
    for (let nu = 0; nu < row.length; nu++) if (nu !== mu && row[nu] > row[best]) best = nu;
    return best;
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
