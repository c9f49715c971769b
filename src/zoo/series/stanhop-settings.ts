import type { Random } from "../../math/index.ts";
import type { NetSeparation } from "../net-separation.ts";

export interface StanhopSettings extends NetSeparation {
  /** c, how many quantities there are. */
  readonly series: number;
  /** L and H. */
  readonly past: number;
  readonly horizon: number;
  /** d. Default: 256. */
  readonly width?: number;
  /** Which divide d. Default: 4. */
  readonly heads?: number;
  /** Values to a segment. Default: 12. */
  readonly segment?: number;
  /** How many segments coarse graining joins. Default: 2. */
  readonly join?: number;
  /** Encoder blocks. Default: 1. */
  readonly layers?: number;
  /** Learned prototypes that a segment's quantities are pooled to. Default: 10. */
  readonly prototypes?: number;
  /** Whether associations over time stand behind kernels of their own, which U-Hop's first stage separates. Default: false. */
  readonly kernels?: boolean;
}

/** With every default, and what goes through the net besides. */
export type StanhopContext = Required<Omit<StanhopSettings, "fraction" | "reach">> &
  NetSeparation & { readonly random: Random };
