import { dot, masked, softmax, windowMask } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/**
 * The window model for queries and patterns aligned in a sequence of `length`: the query at place i takes part
 * with the patterns at most `reach` places away. Nonparametric, section 3.3.
 */
export function window(length: number, reach: number): Definition {
  return { similarity: dot, separation: masked(softmax, windowMask(length, reach)) };
}
