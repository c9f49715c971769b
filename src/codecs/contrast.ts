import type { Picture } from "../data/index.ts";
import { fromRows } from "../math/index.ts";
import type { Codec, Known } from "./codec.ts";
import { flatAreas, greyOf } from "./flat-areas.ts";
import { gaussianWindow, type Plane, windowSums } from "./plane.ts";
import { requireSize } from "./require-size.ts";
import { neighbourCorrelation } from "./smoothness.ts";
import { unit } from "./unit.ts";

export interface ContrastOptions {
  /** Side of the square of pixels that a picture is shrunk to. */
  size?: number;
  /** Width of the Gaussian window, in those pixels. */
  sigma?: number;
  /** Contrast that counts as little, in grey levels of [0, 1]: noise in dark places. */
  floor?: number;
  /** The same as a share of the local brightness (Weber's law). */
  weber?: number;
}

/**
 * Locally contrast-normalised grey pixels, of unit length: (g − μ) / (σ + floor + weber · μ), where μ and σ are the
 * mean and standard deviation under a Gaussian window. What exposure does to a picture, it does to μ and σ too, so
 * it cancels. Areas without any contrast (a half blacked out) are taken out, of the windows as well, and give exact
 * zeros: neither they nor the edge around them count.
 *
 * Jarrett et al. 2009 (local contrast normalisation), with masked windows.
 */
export function contrastCodec(options: ContrastOptions = {}): Codec {
  const { size = 48, sigma = 1.5, floor = 0.02, weber = 0.15 } = options;
  const window = gaussianWindow(sigma);
  const smooth = (plane: Plane): Plane => windowSums(plane, size, window);
  const encode = (picture: Picture, known: Known): Float32Array => {
    requireSize("contrastCodec", picture, [size, size]);
    const grey = greyOf(picture);
    const weight = flatAreas(grey, size).map((flat, i) => (flat || (known && !known[i]) ? 0 : 1));
    const total = smooth(weight).map((sum) => Math.max(sum, 1e-6));
    const sum = smooth(grey.map((g, i) => weight[i] * g));
    const squares = smooth(grey.map((g, i) => weight[i] * g * g));
    const pattern = new Float32Array(grey.length);
    for (let i = 0; i < pattern.length; i++) {
      if (weight[i] === 0) continue;
      const mean = sum[i] / total[i];
      const deviation = Math.sqrt(Math.max(squares[i] / total[i] - mean * mean, 0));
      pattern[i] = (grey[i] - mean) / (deviation + floor + weber * mean);
    }
    return unit(pattern);
  };
  const grid = { width: size, height: size, channels: 1, order: "places" } as const;
  return {
    settings: { kind: "contrast", size, sigma, floor, weber },
    name: `contrast ${size}×${size}, σ ${sigma}, floor ${floor}, weber ${weber}`,
    trainedFor: "pictures of any kind; only where they are light and dark counts",
    width: size,
    height: size,
    shape: [size, size],
    length: size * size,
    encodeMany: async (pictures, known) =>
      fromRows(pictures.map((picture, i) => encode(picture, known?.[i]))),
    smoothness: (code) => neighbourCorrelation(code, grid),
  };
}
