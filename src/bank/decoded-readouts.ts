import type { Codec } from "../codecs/index.ts";
import type { Picture } from "../data/index.ts";
import { type Matrix, rowOf, zeros } from "../math/index.ts";
import type { RecallStep } from "./answer.ts";

/**
 * What was read out, as pictures: Σ_μ w_μ |c_μ| ξ_μ is decoded, the weighted sum of codes as they were before they
 * were made unit length. Each list of shares is decoded once, however often it comes.
 */
export async function decodedReadouts(
  readouts: readonly RecallStep["weights"][],
  { patterns, norms, codec }: { patterns: Matrix; norms: readonly number[]; codec: Codec },
): Promise<Picture[] | undefined> {
  const keys = readouts.map((weights) => JSON.stringify(weights.map(({ item, weight }) => [item, weight])));
  const distinct = [...new Map(keys.map((key, i) => [key, readouts[i]]))];
  const codes = zeros(distinct.length, patterns.columns);
  for (const [row, [, weights]] of distinct.entries()) {
    const code = rowOf(codes, row);
    for (const { item, weight } of weights) {
      const pattern = rowOf(patterns, item);
      for (let i = 0; i < code.length; i++) code[i] += weight * norms[item] * pattern[i];
    }
  }
  const pictures = await codec.decode?.(codes);
  const byKey = new Map(distinct.map(([key], row) => [key, row]));
  return pictures && keys.map((key) => pictures[byKey.get(key) ?? 0]);
}
