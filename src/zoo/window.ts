import { dot, masked, softmax, windowMask } from "../memory/index.ts";
import type { Model } from "./model.ts";

/**
 * The window model for queries and patterns aligned in a sequence of `length`: the query at place i takes part
 * with the patterns at most `reach` places away. Nonparametric, section 3.3.
 */
export function window(length: number, reach: number): Model {
  return { similarity: dot, separation: masked(softmax, windowMask(length, reach)) };
}
