import type { Value } from "../engine/index.ts";
import type { LayerSeparation } from "./layer-separation.ts";
import type { Projections } from "./projections.ts";
import { softmaxSeparation } from "./separations.ts";

/** What every layer of this room can be told. With nothing set, it is plain retrieval. */
export interface HopfieldOptions {
  /** Default: softmax. */
  readonly separation?: LayerSeparation;
  /** Inverse temperature, > 0; a value where it is learned: `[]`, or `[H, 1, 1]` for one a head. Default: 1. */
  readonly beta?: Value | number;
  /** The axes of Q, K and V are cut into as many blocks. Default: 1. */
  readonly heads?: number;
  /** Retrieval steps; all but the last move the state in the association space. Default: 1. */
  readonly steps?: number;
  /** W_Q, W_K, W_V; each is the identity where it isn't given. Default: all are. */
  readonly projections?: Projections;
  /** A kernel before W_Q and W_K: U-Hop, section 3. Default: none. */
  readonly kernel?: LayerKernel;
}

/** Rows R Φ and Y Φ take the place of R and Y before W_Q and W_K. */
export interface LayerKernel {
  /** Φ, `[d, d]`. */
  readonly map: Value;
  /** Whether values are read out of the patterns as they are, as the paper has it, or behind the kernel. Default: "raw". */
  readonly valuesFrom?: "raw" | "kernel";
}

/** All but the kernel have a default. */
export type FilledOptions = Required<Omit<HopfieldOptions, "kernel">> & Pick<HopfieldOptions, "kernel">;

/** The options with every default. */
export function filledOptions(name: string, options: HopfieldOptions): FilledOptions {
  const { heads = 1, steps = 1, beta = 1 } = options;
  for (const [what, count] of Object.entries({ heads, steps })) {
    if (!(Number.isInteger(count) && count >= 1)) {
      throw new RangeError(`${name}: ${what} must be a whole number ≥ 1, got ${count}`);
    }
  }
  if (typeof beta === "number" && !(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`${name}: beta must be a number > 0, got ${beta}`);
  }
  return { separation: softmaxSeparation(), projections: {}, ...options, heads, steps, beta };
}
