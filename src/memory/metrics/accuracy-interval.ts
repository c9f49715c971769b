/** A share of right answers with its 95 % confidence interval, 0 ≤ low ≤ accuracy ≤ high ≤ 1. */
export interface AccuracyInterval {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

const z = 1.959964;

/**
 * The share of right answers with Wilson's interval: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²))/(1 + z²/n). Wilson 1927. It
 * doesn't cover other cuts into folds.
 * @throws RangeError for no answers.
 */
export function accuracyInterval(right: readonly boolean[]): AccuracyInterval {
  const n = right.length;
  if (n === 0) throw new RangeError("accuracyInterval: expected at least one answer, got none");
  const p = right.filter(Boolean).length / n;
  const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return {
    accuracy: p,
    low: Math.max(0, Math.min(p, middle - half)),
    high: Math.min(1, Math.max(p, middle + half)),
  };
}

/** How much larger one share is than another over the same questions, with a 95 % interval. */
export interface AccuracyDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * (b − c)/n, where b and c count what only the one and only the other got right, with Agresti and Min's interval (2005):
 * half an answer added to each of the four kinds before d ± z √(b + c − (b − c)²/n)/n.
 * @throws RangeError for no answers, or another number of them.
 */
export function accuracyDifference(one: readonly boolean[], other: readonly boolean[]): AccuracyDifference {
  if (one.length === 0 || one.length !== other.length) {
    throw new RangeError(
      `accuracyDifference: expected answers to the same questions, got ${one.length} and ${other.length}`,
    );
  }
  const onlyOne = one.filter((right, i) => right && !other[i]).length;
  const onlyOther = one.filter((right, i) => !right && other[i]).length;
  const [b, c, n] = [onlyOne + 0.5, onlyOther + 0.5, one.length + 2];
  const half = (z * Math.sqrt(b + c - (b - c) ** 2 / n)) / n;
  return {
    difference: (onlyOne - onlyOther) / one.length,
    low: Math.max(-1, (b - c) / n - half),
    high: Math.min(1, (b - c) / n + half),
  };
}
