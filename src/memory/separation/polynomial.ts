import { polynomialRow } from "../../math/index.ts";
import type { Separation } from "./separation.ts";

/**
 * p = max(s, 0)ⁿ / Σ max(s, 0)ⁿ, uniform where no score is positive; β has no effect. It has no energy with a
 * guarantee (see `polynomialEnergy` for that of the dense associative memory it comes from).
 * U-Hop, section 4.1; Krotov and Hopfield 2016.
 * @throws RangeError when the degree isn't a number ≥ 1.
 */
export function polynomial(degree: number): Separation {
  if (!(degree >= 1 && Number.isFinite(degree))) {
    throw new RangeError(`polynomial: degree must be a number ≥ 1, got ${degree}`);
  }
  return {
    name: `polynomial(${degree})`,
    weights: (out, scores) => polynomialRow(out, scores, degree),
  };
}
