import { noise } from "../source.ts";
import type { Value } from "../value.ts";
import { multiply } from "./arithmetic.ts";
import { greaterOrEqual, toFloat } from "./choice.ts";

/**
 * x with each element set to 0 with probability `rate` and the others divided by 1 − rate; which ones is drawn anew for
 * each run, from the seed of who runs it. For training only. Srivastava et al. 2014.
 * @throws RangeError for a rate outside [0, 1).
 */
export function dropout(x: Value, rate: number): Value {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: rate must lie in [0, 1), got ${rate}`);
  if (rate === 0) return x;
  const kept = toFloat(greaterOrEqual(noise(x.shape), rate));
  return multiply(x, multiply(kept, 1 / (1 - rate)));
}
