import { largestIndices } from "../math/index.ts";
import type { Answer } from "./answer.ts";

/** Items whose similarity to the cue is this close to the best can't be told apart by it. */
const rivalFrom = 0.02;

/**
 * What the answer is made of, by item: the settled weights. Where other items are as alike to the cue as the one
 * that was settled on, chance has settled it: then the weights of the first step, of all those rivals.
 */
export function partsOf(
  { steps }: Pick<Answer, "steps">,
  similarities: Float32Array,
  best: number,
): Map<number, number> {
  const settled = steps.at(-1)?.weights ?? [];
  const rivals = steps[0].weights.filter(({ item }) => similarities[item] >= best - rivalFrom);
  const weights = settled.length === 1 && rivals.length > 1 ? rivals : settled;
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(weights.map(({ item, weight }) => [item, weight / total]));
}

/** The items to name: those with a part by weight, then the others by similarity; ties by number. */
export function orderOf(
  parts: ReadonlyMap<number, number>,
  similarities: Float32Array,
  count: number,
): number[] {
  const sharing = [...parts].sort(([i, a], [j, b]) => b - a || similarities[j] - similarities[i] || i - j);
  const alike = largestIndices(similarities, count + parts.size).filter((item) => !parts.has(item));
  return [...sharing.map(([item]) => item), ...alike].slice(0, count);
}
