import { createRandom, type Matrix, type Random } from "../../math/index.ts";

/** What came of one damaged cue. */
export interface Judged {
  /** Whether the item with the largest share, once retrieval has settled, is the cue's, or its twin. */
  right: boolean;
  /** Whether the first step already gives it 99 % of the weight. */
  landed: boolean;
  /** Whether the nearest pattern, by distance, is the cue's. */
  nearest: boolean;
  /** Whether the answer is called recalled, where that is calibrated, and is right. */
  recognised: boolean | undefined;
}

/** A memory that can be tried: makes cues of its own items, and finds what comes of them. */
export interface Subject {
  /** Cues `[B, d]` of some items with a `share` ∈ [0, 1) of them lost; each item has its own source of randomness. */
  cues(items: readonly number[], share: number, randoms: readonly Random[]): Promise<Matrix>;
  /** What comes of each cue. */
  judge(cues: Matrix, items: readonly number[]): Judged[];
}

/** How well cues of one damage are recalled. Shares in [0, 1]. */
export interface RecallLevel {
  /** How much of each cue was lost, in [0, 1). */
  lost: number;
  /** Of the cues, those whose item has the largest share of what is retrieved. */
  recallAtOne: number;
  /** Of the cues, those that are called recalled and are right; null where the memory isn't calibrated. */
  recognised: number | null;
  /** Of the cues, those that the first step brings to their item, with 99 % of the weight. */
  landed: number;
  /** Of the cues, those that lie nearest to their own item. */
  nearest: number;
}

/** 0 % to 90 % lost. */
export const usualLosses: readonly number[] = Array.from({ length: 10 }, (_, i) => i / 10);

export interface CurveOptions {
  items: readonly number[];
  random: Random;
  /** Cues that are tried at once. */
  batch: number;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Recall against damage. What an item loses at one level it loses at all further ones: the same randomness makes the
 * cues of every level, so that levels differ by the damage alone.
 */
export async function recallCurve(
  subject: Subject,
  { items, random, batch, onProgress }: CurveOptions,
): Promise<RecallLevel[]> {
  const seeds = items.map(() => Math.floor(random.next() * 2 ** 32));
  const levels: RecallLevel[] = [];
  for (const [at, lost] of usualLosses.entries()) {
    const judged: Judged[] = [];
    for (let from = 0; from < items.length; from += batch) {
      const chosen = items.slice(from, from + batch);
      const randoms = chosen.map((_, i) => createRandom(seeds[from + i]));
      judged.push(...subject.judge(await subject.cues(chosen, lost, randoms), chosen));
      onProgress?.(at * items.length + judged.length, usualLosses.length * items.length);
    }
    levels.push(levelOf(lost, judged));
  }
  return levels;
}

/** The mean of recall@1 over the levels, in [0, 1]. */
export function meanRecall(levels: readonly Pick<RecallLevel, "recallAtOne">[]): number {
  return levels.reduce((sum, { recallAtOne }) => sum + recallAtOne, 0) / Math.max(levels.length, 1);
}

function levelOf(lost: number, judged: readonly Judged[]): RecallLevel {
  const share = (is: (cue: Judged) => boolean | undefined): number =>
    judged.filter(is).length / Math.max(judged.length, 1);
  const calibrated = judged.some(({ recognised }) => recognised !== undefined);
  return {
    lost,
    recallAtOne: share(({ right }) => right),
    recognised: calibrated ? share(({ recognised }) => recognised) : null,
    landed: share(({ landed }) => landed),
    nearest: share(({ nearest }) => nearest),
  };
}
