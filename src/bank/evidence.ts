import { argmaxOf, type Matrix, rowOf } from "../math/index.ts";

/**
 * What is seen of a cue and its scores that tells a memory's own cue from a stranger's. No single number does: a
 * best similarity of 0.6 means "mine, but damaged" for a noisy cue, and "a look-alike" for a clean one.
 */
export interface Evidence {
  /** The item that the cue is most alike to; −1 where there is none. */
  item: number;
  /** Its similarity, in [−1, 1]. */
  similarity: number;
  /** How far that stands out from the similarities of all other items, in their standard deviations. */
  prominence: number;
  /** How smooth the cue's pattern is, in [−1, 1]: noise is not. */
  smoothness: number;
  /** The share of the pattern that the cue shows anything of, in [0, 1]. */
  known: number;
}

/** With fewer others than this their spread says nothing. */
export const fewOthers = 20;

/**
 * The evidence in a cue's `scores` `[N]`. Items for which `left` is true are taken as not there; those that are
 * `alike` to the best one don't count among those that it has to stand out from.
 */
export function evidenceOf(
  scores: Float32Array,
  cue: { smoothness: number; known: number },
  options: { left?: (item: number) => boolean; alike?: (a: number, b: number) => boolean } = {},
): Evidence {
  const { left = () => false, alike = () => false } = options;
  const item = bestOf(scores, left);
  if (item < 0) return { item, similarity: 0, prominence: 0, ...cue };
  const others = new Float32Array(scores.length);
  // Whoever is left out or alike scores high too: the others need no closer look.
  const near = nearFrom(scores[item]);
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] >= near && (i === item || left(i) || alike(i, item))) continue;
    others[count++] = scores[i];
  }
  const similarity = scores[item];
  return { item, similarity, prominence: prominenceOf(similarity, others.subarray(0, count)), ...cue };
}

/** From which score on others are looked at more closely, where the best is this. */
export function nearFrom(best: number): number {
  return Math.min(best, 0.5 * best);
}

function bestOf(scores: Float32Array, left: (item: number) => boolean): number {
  const best = argmaxOf(scores);
  if (best < 0 || !left(best)) return best;
  const rest = scores.slice();
  for (let item = best; item >= 0 && Number.isFinite(rest[item]); item = argmaxOf(rest)) {
    if (!left(item)) return item;
    rest[item] = Number.NEGATIVE_INFINITY;
  }
  return -1;
}

/** (similarity − median) / standard deviation; 0 where there are too few others to tell. */
function prominenceOf(similarity: number, others: Float32Array): number {
  if (others.length < fewOthers) return 0;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < others.length; i++) {
    sum += others[i];
    squares += others[i] * others[i];
  }
  const mean = sum / others.length;
  const deviation = Math.sqrt(Math.max(squares / others.length - mean * mean, 0));
  const median = medianOf(others);
  return deviation > 0 ? (similarity - median) / deviation : 0;
}

/** As many numbers are sorted at most. */
const sortedAtMost = 1024;

/** The median, of evenly spaced numbers where there are many. */
function medianOf(values: Float32Array): number {
  const stride = Math.ceil(values.length / sortedAtMost);
  const sample = Float32Array.from(
    { length: Math.ceil(values.length / stride) },
    (_, i) => values[i * stride],
  );
  return sample.sort()[sample.length >> 1];
}

/** The numbers that certainty is computed from: similarity, ln prominence, smoothness, known, and their products by twos. */
export function featuresOf({ similarity, prominence, smoothness, known }: Evidence): number[] {
  const single = [similarity, Math.log(Math.max(prominence, 0.1)), smoothness, known];
  return [...single, ...single.flatMap((a, i) => single.slice(i).map((b) => a * b))];
}

/** The share of coordinates of each row that aren't 0. */
export function knownShares(patterns: Matrix): number[] {
  return Array.from({ length: patterns.rows }, (_, b) => {
    let count = 0;
    for (const value of rowOf(patterns, b)) if (value !== 0) count++;
    return patterns.columns === 0 ? 0 : count / patterns.columns;
  });
}
