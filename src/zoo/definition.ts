import type { Separation, Similarity } from "../memory/index.ts";

/** What a model computes, sep(β K(x, Ξ)) V: what to hand to `retrieve`. */
export interface Definition {
  readonly similarity: Similarity;
  readonly separation: Separation;
  /** Where the model fixes β itself. */
  readonly beta?: number;
}
