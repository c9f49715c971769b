import type { Row } from "./matrix.ts";
import { largest } from "./special.ts";

/** out[i] = exp(β sᵢ) / Σⱼ exp(β sⱼ), safe for scores of any size. Ramsauer et al. 2020, eq. 3. */
export function softmaxRow(out: Row, scores: Row, beta: number): Row {
  const top = largest(scores);
  let sum = 0;
  const unnormalised = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    unnormalised[i] = Math.exp(beta * (scores[i] - top));
    sum += unnormalised[i];
  }
  for (let i = 0; i < scores.length; i++) out[i] = unnormalised[i] / sum;
  return out;
}
