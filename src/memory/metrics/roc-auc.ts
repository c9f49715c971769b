/**
 * The area under the ROC curve: P(score of a positive > score of a negative) + P(equal)/2, by ranks in O(n log n).
 * NaN where one class is missing.
 * @param labels truthy for the positive class.
 */
export function rocAuc(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  if (labels.length !== scores.length) {
    throw new RangeError(
      `rocAuc: one label per score, got ${labels.length} labels and ${scores.length} scores`,
    );
  }
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((i, j) => scores[i] - scores[j]);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    const meanRank = (from + 1 + to) / 2;
    for (; from < to; from++) {
      if (!labels[order[from]]) continue;
      positives++;
      rankSum += meanRank;
    }
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
