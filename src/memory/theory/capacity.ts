import { lambertWOfExp } from "../../math/index.ts";

export interface CapacityOptions {
  /** Pattern size d ≥ 2. */
  dimension: number;
  /** m: the radius of the sphere that the patterns are drawn from. */
  largestNorm: number;
  beta: number;
  /** p: the probability of failing to store and retrieve a pattern, in (0, 1). */
  failure: number;
  /** k: how many patterns take part in a retrieval. */
  k: number;
  /** R: the radius around each pattern, with 2mR ≤ 1/β. */
  radius: number;
}

/**
 * How many random patterns a model stores at least: M ≥ √p C^{(d−1)/4} with C = b / W₀(exp(a + ln b)),
 * a = 4/(d−1) (ln(m(√p+k−1)/R) + 1), b = 4m²β / (5(d−1)). Exponential in d only where C > 1.
 * `log10M` is finite where M overflows. Nonparametric, lemma 4.2, with the parentheses of its proof (B.54).
 * @throws RangeError for d < 2.
 */
export function capacityLowerBound(options: CapacityOptions): {
  a: number;
  b: number;
  W0: number;
  C: number;
  M: number;
  log10M: number;
  exponential: boolean;
} {
  const { dimension: d, largestNorm: m, beta, failure: p, k, radius: R } = options;
  if (!(d >= 2)) throw new RangeError(`capacityLowerBound: dimension must be ≥ 2, got ${d}`);
  const a = (4 / (d - 1)) * (Math.log((m * (Math.sqrt(p) + k - 1)) / R) + 1);
  const b = (4 * m * m * beta) / (5 * (d - 1));
  const W0 = lambertWOfExp(a + Math.log(b));
  const C = b / W0;
  const log10M = (Math.log(p) / 2 + ((d - 1) / 4) * Math.log(C)) / Math.LN10;
  return { a, b, W0, C, M: 10 ** log10M, log10M, exponential: C > 1 };
}
