import type { Separation, Similarity } from "../memory/index.ts";

/** A published model: what to hand to `retrieve`. */
export interface Model {
  readonly similarity: Similarity;
  readonly separation: Separation;
  /** Where the model fixes β itself. */
  readonly beta?: number;
}
