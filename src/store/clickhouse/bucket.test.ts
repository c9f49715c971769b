import { expect, test } from "vitest";
import { createRandom, dotProduct, normal } from "../../math/index.ts";
import { BUCKETS, type Bucket, mergeBuckets, WIDTH } from "./bucket.ts";

/** What a shard would say of its patterns, by the formula in the statement. */
function bucketsOf(patterns: readonly Float32Array[], query: Float32Array, beta: number): Bucket[] {
  const buckets = new Map<number, { top: number; weight: number; count: number; sums: Float64Array }>();
  for (const pattern of patterns) {
    const score = dotProduct(pattern, query);
    const at = Math.floor((beta * score) / WIDTH);
    const weight = Math.exp(beta * score - WIDTH * at);
    const bucket = buckets.get(at) ?? {
      top: Number.NEGATIVE_INFINITY,
      weight: 0,
      count: 0,
      sums: new Float64Array(query.length),
    };
    bucket.top = Math.max(bucket.top, score);
    bucket.weight += weight;
    bucket.count += 1;
    pattern.forEach((x, i) => {
      bucket.sums[i] += weight * x;
    });
    buckets.set(at, bucket);
  }
  const all = Array.from(buckets, ([bucket, rest]) => ({ bucket, ...rest }));
  return all.sort((a, b) => b.bucket - a.bucket).slice(0, BUCKETS);
}

test.each([1e-3, 1, 8, 5000])("buckets of shards, in any order, are the softmax of all, β = %d", (beta) => {
  const random = createRandom(2);
  const [d, count] = [5, 400];
  const vector = (): Float32Array => Float32Array.from({ length: d }, () => normal(random));
  const [patterns, query] = [Array.from({ length: count }, vector), vector()];
  const scores = patterns.map((pattern) => dotProduct(pattern, query));
  const top = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(beta * (score - top)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shards = [0, 1, 2].map((shard) =>
    bucketsOf(
      patterns.filter((_, n) => n % 3 === shard),
      query,
      beta,
    ),
  );
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
  ]) {
    const buckets = order.flatMap((shard) => shards[shard]);
    const merged = mergeBuckets(buckets, beta, { count, dimension: d });
    expect(merged.top).toBe(top);
    expect(Math.abs(merged.weight / total - 1)).toBeLessThan(1e-11);
    merged.sums.forEach((sum, i) => {
      const expected = patterns.reduce((rest, pattern, n) => rest + weights[n] * pattern[i], 0);
      expect(Math.abs(sum - expected)).toBeLessThan(1e-11 * total);
    });
    const passedOver = count - buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    expect(merged.skipped).toBe(passedOver * Math.exp(-64));
    expect(merged.skipped > 0).toBe(beta > 5);
  }
});

test("of nothing, nothing is known", () => {
  expect(mergeBuckets([], 1, { count: 0, dimension: 2 })).toEqual({
    top: Number.NEGATIVE_INFINITY,
    weight: 0,
    skipped: 0,
    sums: new Float64Array(2),
  });
});
