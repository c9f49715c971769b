import type { Parameter, Value } from "../../engine/index.ts";

/** A net that continues windows of a series. */
export interface SeriesNet {
  readonly parameters: readonly Parameter[];
  /** Forecasts `[B, H, c]` of past windows `[B, L, c]`. */
  apply(x: Value, learning: boolean): Value;
  /** The kernels of U-Hop's first stage, where it has any. */
  readonly kernels?: {
    readonly parameters: readonly Parameter[];
    /** The separation loss of the tokens that each kernel sees in these windows, added up. */
    loss(x: Value): Value;
  };
}
