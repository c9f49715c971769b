import { dotProduct, norm, rowOf } from "../math/index.ts";
import type { ScoreSpread, SpreadOptions, StoreSnapshot } from "./pattern-store.ts";
import { SCORE_KINDS } from "./store-score.ts";

/** What is known of the scores in [bin, bin + 1) / BINS. */
export interface ScoreBin {
  readonly bin: number;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** How many bins a score has from 0 to 1. */
export const BINS = 4096;

/**
 * How the scores in [−1, 1] of a query `[d]` lie over all items, where they are if the store can: bins of them leave
 * it, not vectors.
 */
export async function scoreSpread(
  snapshot: StoreSnapshot,
  query: Float32Array,
  options: SpreadOptions = {},
): Promise<ScoreSpread> {
  return (await snapshot.spread?.(query, options)) ?? spreadOfScan(snapshot, query, options);
}

async function spreadOfScan(
  snapshot: StoreSnapshot,
  query: Float32Array,
  { score = "cosine", without }: SpreadOptions,
): Promise<ScoreSpread> {
  const { exact } = SCORE_KINDS[score];
  const length = norm(query);
  const bins = new Map<number, ScoreBin>();
  for await (const { vectors } of snapshot.scan()) {
    for (let row = 0; row < vectors.rows; row++) {
      const vector = rowOf(vectors, row);
      const s = exact(query, vector, { query: length, vector: norm(vector) });
      if (without && s >= without.from && dotProduct(vector, without.vector) >= without.alike) continue;
      const bin = Math.floor(s * BINS);
      addTo(bins, { bin, count: 1, sum: s, squares: s * s });
    }
  }
  return spreadOf([...bins.values()]);
}

/** What bins say together; there may be several of a number. */
export function spreadOf(parts: readonly ScoreBin[]): ScoreSpread {
  const merged = new Map<number, ScoreBin>();
  for (const part of parts) addTo(merged, part);
  const bins = [...merged.values()].sort((a, b) => a.bin - b.bin);
  const total = { bin: 0, count: 0, sum: 0, squares: 0 };
  for (const { count, sum, squares } of bins) {
    total.count += count;
    total.sum += sum;
    total.squares += squares;
  }
  if (total.count === 0) return { count: 0, mean: 0, deviation: 0, median: 0 };
  const mean = total.sum / total.count;
  const deviation = Math.sqrt(Math.max(total.squares / total.count - mean * mean, 0));
  return { count: total.count, mean, deviation, median: medianOf(bins, total.count) };
}

/** The mean of the bin that the upper median lies in. */
function medianOf(bins: readonly ScoreBin[], count: number): number {
  let below = 0;
  for (const bin of bins) {
    below += bin.count;
    if (below > count >> 1) return bin.sum / bin.count;
  }
  return 0;
}

function addTo(bins: Map<number, ScoreBin>, { bin, count, sum, squares }: ScoreBin): void {
  const had = bins.get(bin) ?? { bin, count: 0, sum: 0, squares: 0 };
  bins.set(bin, { bin, count: had.count + count, sum: had.sum + sum, squares: had.squares + squares });
}
