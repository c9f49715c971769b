import { mergePartials, type Partial } from "../../math/index.ts";
import { noPartial } from "../softmax-blocks.ts";

/**
 * What a shard says of the patterns whose β⟨q, ξ⟩ lies in [32 b, 32 (b + 1)): relative to 32 b nothing overflows, and
 * nothing that counts is lost.
 */
export interface Bucket {
  /** b. */
  readonly bucket: number;
  /** max ⟨q, ξ⟩. */
  readonly top: number;
  /** Σ exp(β⟨q, ξ⟩ − 32 b). */
  readonly weight: number;
  /** How many patterns. */
  readonly count: number;
  /** Σ exp(β⟨q, ξ⟩ − 32 b) ξ, `[d]`. */
  readonly sums: Float64Array;
}

/** The width of a bucket, in β⟨q, ξ⟩. */
export const WIDTH = 32;
/** How many buckets each shard gives, the highest ones: what lies below adds at most exp(−64) per pattern. */
export const BUCKETS = 3;

/**
 * What buckets of all shards say together of `count` patterns. A bucket relative to its own top is
 * exp(32 b − β top) times what it is relative to 32 b.
 */
export function mergeBuckets(
  buckets: readonly Bucket[],
  beta: number,
  { count, dimension }: { count: number; dimension: number },
): Partial {
  if (buckets.length === 0) return noPartial(dimension);
  const parts = buckets.map(({ bucket, top, weight, sums }) => {
    const factor = Math.exp(WIDTH * bucket - beta * top);
    return { top, weight: factor * weight, skipped: 0, sums: sums.map((sum) => factor * sum) };
  });
  const merged = mergePartials(parts, beta);
  const passedOver = count - buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return { ...merged, skipped: passedOver * Math.exp(-WIDTH * (BUCKETS - 1)) };
}
