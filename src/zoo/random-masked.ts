import { createRandom, type Row, softmaxRow } from "../math/index.ts";
import { dot, type Separation } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import { countOf, requireFraction } from "./count-of.ts";
import type { Model } from "./model.ts";
import { type Seed, seedNumber } from "./seed.ts";

/**
 * The random masked model: x ← softmax(β x Ξᵀ) Ξ over max(1, ⌊keep · N⌋) patterns drawn for each query on its own, the
 * same in every step of a retrieval and for every seed's next run. All scores are computed, then masked.
 * `asPrinted` is the printed formula, softmax over all patterns and then the mask: its weights sum to less than 1.
 * Nonparametric, eq. 3.10 and remark 3.7, normalised over the kept set.
 * @throws RangeError for a keep outside of (0, 1], or a bad seed.
 */
export function randomMasked({
  beta = 1,
  keep = 0.5,
  seed = 1,
  asPrinted = false,
}: {
  beta?: number;
  keep?: number;
  seed?: Seed;
  asPrinted?: boolean;
} = {}): Model {
  requireFraction("randomMasked", "keep", keep);
  const number = seedNumber("randomMasked", seed);
  const weigh = asPrinted ? weighAll : weighKept;
  const separation: Separation = {
    name: `random-masked(${keep})`,
    weights: (out, scores, beta, query = 0) => {
      const kept = keptOf(scores.length, countOf("randomMasked", keep, scores.length), {
        seed: number,
        query,
      });
      return weigh(out, scores, { beta, kept });
    },
  };
  const source = "Nonparametric, eq. 3.10 and remark 3.7";
  return attentionModel(
    { name: "random-masked", source },
    () => ({ similarity: dot, separation, beta }),
    ({ N, d, v }) => N * d + countOf("randomMasked", keep, N) * v,
  );
}

/** `count` of N indices in ascending order, every set of that size as likely (Knuth, algorithm S). */
function keptOf(N: number, count: number, { seed, query }: { seed: number; query: number }): Uint32Array {
  const random = createRandom(seed, `mask of query ${query}`);
  const kept = new Uint32Array(count);
  let taken = 0;
  for (let n = 0; taken < count; n++) {
    if (random.next() * (N - n) < count - taken) kept[taken++] = n;
  }
  return kept;
}

interface Weighing {
  readonly beta: number;
  readonly kept: Uint32Array;
}

function weighKept(out: Row, scores: Row, { beta, kept }: Weighing): Row {
  const chosen = Float64Array.from(kept, (n) => scores[n]);
  const weights = softmaxRow(new Float64Array(kept.length), chosen, beta);
  out.fill(0);
  for (let i = 0; i < kept.length; i++) out[kept[i]] = weights[i];
  return out;
}

function weighAll(out: Row, scores: Row, { beta, kept }: Weighing): Row {
  const weights = softmaxRow(new Float64Array(scores.length), scores, beta);
  out.fill(0);
  for (const n of kept) out[n] = weights[n];
  return out;
}
