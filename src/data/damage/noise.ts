import { normal } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { type Damage, requireAtLeastZero } from "./damage.ts";

/**
 * What is done with values that leave [0, 1]: clipped (default), or `asCoded`: clamp(|v|, 0, 1), so that negative
 * values come back positive (MAGICS-LAB/UHop, every `memory_retrieval_*noise*.py`; the paper mentions neither).
 */
export interface NoiseOptions {
  readonly asCoded?: boolean;
}

/**
 * Gaussian noise as in photographs: v + N(0, deviation²) for every value.
 * With `asCoded` exactly what U-Hop's `memory_retrieval_noise.py` does (its per-pixel sigma).
 * @param deviation finite, at least 0, in units of the pixel range.
 */
export function noise(deviation: number, { asCoded = false }: NoiseOptions = {}): Damage {
  requireAtLeastZero("noise: the deviation", deviation);
  return {
    name: named("noise", [deviation], asCoded),
    apply: (picture, random) =>
      added(
        picture,
        picture.pixels.map(() => normal(random, 0, deviation)),
        asCoded,
      ),
  };
}

/**
 * Noise of a given length: v + level · g / ‖g‖₂ with g ~ N(0, 1) over all values of the picture.
 * Hu et al. 2024 (U-Hop), appendix F.3: "varying the norm of the sampled noise to adjust the noise level"; the
 * code's `memory_retrieval_*noise_max_loss.py`. Per value that is a deviation of only level / √d: at level 2 on
 * 32 × 32 × 3 about 0.036.
 * @param level the noise's Euclidean norm before clipping; finite, at least 0.
 */
export function normNoise(level: number, { asCoded = false }: NoiseOptions = {}): Damage {
  requireAtLeastZero("normNoise: the level", level);
  return {
    name: named("noise-norm", [level], asCoded),
    apply(picture, random) {
      const drawn = Float64Array.from(picture.pixels, () => normal(random));
      const length = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0));
      const factor = length > 0 ? level / length : 0;
      return added(
        picture,
        drawn.map((value) => value * factor),
        asCoded,
      );
    },
  };
}

/**
 * Noise that also shifts: v + N(level, deviation²) for every value. Hu et al. 2024 (U-Hop), section 4.1: "vary the
 * noise level by altering the mean of the Gaussian vectors".
 * @param level the mean; any finite number.
 * @param options.deviation finite, at least 0; default 0.1. The paper gives none and its code has no such noise,
 *   so this number is ours.
 */
export function meanNoise(
  level: number,
  { deviation = 0.1, asCoded = false }: NoiseOptions & { readonly deviation?: number } = {},
): Damage {
  if (!Number.isFinite(level)) {
    throw new RangeError(`meanNoise: the level must be a finite number, got ${level}`);
  }
  requireAtLeastZero("meanNoise: the deviation", deviation);
  return {
    name: named("noise-mean", [level, deviation], asCoded),
    apply: (picture, random) =>
      added(
        picture,
        picture.pixels.map(() => normal(random, level, deviation)),
        asCoded,
      ),
  };
}

function named(kind: string, numbers: readonly number[], asCoded: boolean): string {
  return `${kind}:${numbers.join(",")}${asCoded ? ",as-coded" : ""}`;
}

function added(picture: Picture, extra: Float32Array | Float64Array, asCoded: boolean): Picture {
  const pixels = picture.pixels.map((value, i) => {
    const sum = value + (extra[i] as number);
    return Math.min(1, asCoded ? Math.abs(sum) : Math.max(0, sum));
  });
  return { ...picture, pixels };
}
