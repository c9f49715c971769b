import type { Row } from "./matrix.ts";
import { largest } from "./special.ts";

/**
 * out[i] = max(sᵢ, 0)ⁿ / Σⱼ max(sⱼ, 0)ⁿ; uniform where no score is positive. It has no β: a factor would cancel.
 * Krotov and Hopfield 2016, normalised; the baseline of U-Hop, section 4.1.
 */
export function polynomialRow(out: Row, scores: Row, degree: number): Row {
  const top = largest(scores);
  if (!(top > 0)) return out.fill(1 / scores.length) as Row;
  let sum = 0;
  const unnormalised = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    unnormalised[i] = Math.max(scores[i] / top, 0) ** degree;
    sum += unnormalised[i];
  }
  for (let i = 0; i < scores.length; i++) out[i] = unnormalised[i] / sum;
  return out;
}
