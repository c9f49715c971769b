/**
 * Spearman’s ρ in [−1, 1]: the correlation of ranks, where equal values share the mean of theirs. Undefined where all
 * values of either are equal.
 * @throws RangeError for lists of different lengths.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  if (a.length !== b.length) {
    throw new RangeError(
      `rankCorrelation: both need the same length, got ${a.length} and ${b.length}; give pairs`,
    );
  }
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length + 1) / 2;
  const sum = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((total, rank, i) => total + (rank - middle) * (q[i] - middle), 0);
  const spread = Math.sqrt(sum(x, x) * sum(y, y));
  return spread > 0 ? sum(x, y) / spread : undefined;
}

/** Ranks from 1 on. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Array<number>(values.length);
  for (let first = 0, next = 0; first < order.length; first = next) {
    while (next < order.length && values[order[next]] === values[order[first]]) next++;
    for (let at = first; at < next; at++) ranks[order[at]] = (first + 1 + next) / 2;
  }
  return ranks;
}
