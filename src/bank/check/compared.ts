import {
  argmaxOf,
  bestBackend,
  createRandom,
  type Matrix,
  type Random,
  rowOf,
  zeros,
} from "../../math/index.ts";
import { meanRecall, usualLosses } from "./recall-curve.ts";
import type { Space } from "./space.ts";
import type { IsTwin, Trying } from "./vector-subject.ts";

/** How often the most alike item is the right one, by one way to compare. */
export interface Compared {
  /** The way's name. */
  name: string;
  /** recall@1 for 0 % to 90 % of the numbers lost, in [0, 1]. */
  levels: { lost: number; recallAtOne: number }[];
  /** Their mean, in [0, 1]. */
  meanRecall: number;
}

/** A cue that is right, and by how much its item's score lies above all others'. */
export interface CueMargin {
  item: number;
  margin: number;
}

/** The same, with the margins of the cues with half lost. */
export interface Tried extends Compared {
  cueMargins: CueMargin[];
}

export interface CompareOptions extends Trying {
  items: readonly number[];
  random: Random;
  batch: number;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Tries several ways to compare on the same damaged cues. */
export function compareSpaces(patterns: Matrix, spaces: readonly Space[], options: CompareOptions): Tried[] {
  const { items, random, batch, lose, isTwin, features = (vectors) => vectors, onProgress } = options;
  const backend = bestBackend();
  const stored = features(patterns);
  const scorers = spaces.map(({ similarity, enter }) => similarity.prepare(enter(stored), backend));
  const seeds = items.map(() => Math.floor(random.next() * 2 ** 32));
  const margins = spaces.map(() => usualLosses.map((): number[] => []));
  usualLosses.forEach((lost, level) => {
    for (let from = 0; from < items.length; from += batch) {
      const chosen = items.slice(from, from + batch);
      const randoms = chosen.map((_, i) => createRandom(seeds[from + i]));
      const cues = features(lose(chosen, lost, randoms));
      spaces.forEach(({ enter }, s) => {
        const scores = scorers[s].scores(zeros(cues.rows, patterns.rows), enter(cues));
        margins[s][level].push(...chosen.map((item, b) => cueMargin(rowOf(scores, b), item, isTwin)));
      });
      onProgress?.(level * items.length + from + chosen.length, usualLosses.length * items.length);
    }
  });
  return spaces.map(({ name }, s) => {
    const right = margins[s].map((all) => all.filter((margin) => margin >= 0));
    const levels = usualLosses.map((lost, i) => ({ lost, recallAtOne: right[i].length / items.length }));
    const half = margins[s][usualLosses.indexOf(0.5)];
    const cueMargins = half.flatMap((margin, i) => (margin >= 0 ? [{ item: items[i], margin }] : []));
    return { name, levels, meanRecall: meanRecall(levels), cueMargins };
  });
}

/** The right item's score less that of the best other that is no twin; −1 where another is the best. */
function cueMargin(scores: Float32Array, item: number, isTwin: IsTwin): number {
  const best = argmaxOf(scores);
  if (!isTwin(item, best)) return -1;
  let second = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < scores.length; n++) {
    if (scores[n] > second && n !== best && !isTwin(item, n)) second = scores[n];
  }
  return scores[best] - second;
}

/** A way has to be better than a plainer one by more than this. */
const worthIt = 0.01;

/** The plainest way whose mean recall is the best, or so near that the difference may be chance. */
export function bestCompared<Way extends Compared>(compared: readonly Way[]): Way {
  const top = Math.max(...compared.map((way) => way.meanRecall));
  return compared.find((way) => way.meanRecall >= top - worthIt) ?? compared[0];
}
