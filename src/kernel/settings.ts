import { type Matrix, requireFinite, shapeOf } from "../math/index.ts";

/** Which loss. See {@link LossSettings}. */
export type LossName = "average" | "maximum" | "squared-kernel";

/**
 * What a kernel is learned by, for features φ_i = W ξ_i and their products K_ij = ⟨φ_i, φ_j⟩:
 *
 * - `"average"`: L = log mean_{i<j} exp(−t |φ_i − φ_j|²). U-Hop, definition 2.2.
 * - `"maximum"`: L = max_{i<j} −t |φ_i − φ_j|², the closest pair alone. U-Hop, appendix G.2.
 * - `"squared-kernel"`: L = log mean_{i<j} exp(2t (K_ij² − 1)). U-Hop, definition 3.1.
 *
 * None of them is convex in W. With normalised features L depends on the direction of W only and its gradient scales
 * as 1/|W|; with raw features the first two fall without bound while W grows.
 */
export interface LossSettings {
  /** Default: `"average"`. */
  readonly loss?: LossName | undefined;
  /** t > 0. Default: 2. */
  readonly t?: number | undefined;
  /**
   * Which pairs the mean runs over: `"distinct"`, those with i < j; or `"all"` M² ordered ones, i = j included, which
   * keeps L above −log M whatever W. The maximum knows distinct pairs only. Default: `"distinct"`.
   */
  readonly pairs?: "distinct" | "all" | undefined;
  /** `"normalised"`: φ = W ξ/|W ξ|; or `"raw"`. Default: `"normalised"`. */
  readonly features?: "normalised" | "raw" | undefined;
}

/** The same with every choice made. */
export interface Loss {
  readonly loss: LossName;
  readonly t: number;
  readonly pairs: "distinct" | "all";
  readonly features: "normalised" | "raw";
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  loss: ["average", "maximum", "squared-kernel"],
  pairs: ["distinct", "all"],
  features: ["normalised", "raw"],
};

/** @throws RangeError for a choice that doesn't exist, t out of range, and the maximum over all pairs. */
export function lossOf(settings: LossSettings, where: string): Loss {
  const { loss = "average", t = 2, pairs = "distinct", features = "normalised" } = settings;
  const chosen: Loss = { loss, t, pairs, features };
  for (const [name, known] of Object.entries(CHOICES)) {
    const value = String(chosen[name as keyof Loss]);
    if (!known.includes(value))
      throw new RangeError(`${where}: ${name} must be one of ${known.join(", ")}, got ${value}`);
  }
  if (!(t > 0 && Number.isFinite(t))) {
    throw new RangeError(`${where}: t must be a finite number > 0, got ${t}`);
  }
  if (loss === "maximum" && pairs === "all") {
    throw new RangeError(
      `${where}: over all pairs the maximum is always 0, that of a pattern with itself; take pairs "distinct"`,
    );
  }
  return chosen;
}

/** @throws RangeError for fewer than two patterns, or numbers that aren't finite. */
export function requirePatterns(patterns: Matrix, where: string): Matrix {
  if (patterns.rows < 2 || patterns.columns < 1) {
    throw new RangeError(
      `${where}: separating takes at least two patterns of a number each, got ${shapeOf(patterns)}`,
    );
  }
  return requireFinite(patterns, `${where}: patterns`);
}
