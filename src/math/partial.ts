/**
 * What is known of a softmax over some of the patterns: enough to merge it with what is known of others, in any order
 * and grouping. { top: −∞, weight: 0, … } is that of none.
 */
export interface Partial {
  /** The largest score, max s. */
  readonly top: number;
  /** Z = Σ exp(β (s − top)). */
  readonly weight: number;
  /** The most that patterns passed over can have added to Z. */
  readonly skipped: number;
  /** Σ exp(β (s − top)) V, `[v]`. */
  readonly sums: Float64Array;
}

/** That of all the patterns of the parts: each is scaled by exp(β (top − largest top)), then all are added. */
export function mergePartials(parts: readonly Partial[], beta: number): Partial {
  const top = Math.max(...parts.map((part) => part.top));
  const sums = new Float64Array(parts[0]?.sums.length ?? 0);
  let [weight, skipped] = [0, 0];
  for (const part of parts) {
    const factor = part.top === top ? 1 : Math.exp(beta * (part.top - top));
    weight += factor * part.weight;
    skipped += factor * part.skipped;
    for (let i = 0; i < sums.length; i++) sums[i] += factor * part.sums[i];
  }
  return { top, weight, skipped, sums };
}
