import type { Picture } from "../picture.ts";
import { type Damage, requireAtLeastZero } from "./damage.ts";

/**
 * Out of focus: a Gaussian blur, rows then columns; beyond the border the nearest pixel counts.
 * @param sigma in pixels; finite, at least 0 (0 changes nothing).
 */
export function blur(sigma: number): Damage {
  requireAtLeastZero("blur: sigma", sigma);
  return {
    name: `blur:${sigma}`,
    apply(picture) {
      const weights = gaussian(sigma);
      return blurred(blurred(picture, weights, "x"), weights, "y");
    },
  };
}

/** w[k] ∝ exp(−k² / 2σ²) for |k| ≤ ⌈3σ⌉, Σ w = 1; `[2 ⌈3σ⌉ + 1]`. */
function gaussian(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    i === radius ? 1 : Math.exp(-(((i - radius) / sigma) ** 2) / 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** out[i] = Σₖ w[k] in[i + k − radius] along one axis. */
function blurred(picture: Picture, weights: Float64Array, axis: "x" | "y"): Picture {
  const { width, height, channels } = picture;
  const radius = (weights.length - 1) / 2;
  const pixels = new Float32Array(picture.pixels.length);
  const [count, stride] = axis === "x" ? [width, channels] : [height, width * channels];
  for (let at = 0; at < pixels.length; at++) {
    const position = Math.floor(at / stride) % count;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      const step = Math.max(0, Math.min(count - 1, position + k)) - position;
      sum += (weights[k + radius] as number) * (picture.pixels[at + step * stride] as number);
    }
    pixels[at] = sum;
  }
  return { ...picture, pixels };
}
