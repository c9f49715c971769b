import type { Picture } from "../data/index.ts";
import type { Codec } from "./codec.ts";
import { gaussianWindow, localMaximum, localMinimum, type Plane, windowSums } from "./plane.ts";
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
 * @throws RangeError (in use) for a picture of another size.
 */
export function contrastCodec(options: ContrastOptions = {}): Codec {
  const { size = 48, sigma = 1.5, floor = 0.02, weber = 0.15 } = options;
  const window = gaussianWindow(sigma);
  const smooth = (plane: Plane): Plane => windowSums(plane, size, window);
  return {
    settings: { kind: "contrast", size, sigma, floor, weber },
    name: `contrast ${size}×${size}, σ ${sigma}, floor ${floor}, weber ${weber}`,
    width: size,
    height: size,
    length: size * size,
    encode: (picture, known) => {
      if (picture.width !== size || picture.height !== size) {
        throw new RangeError(
          `contrastCodec: the picture must be ${size} × ${size}, got ${picture.width} × ${picture.height}`,
        );
      }
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
    },
    smoothness: (pattern) => neighbourCorrelation(pattern, size),
  };
}

/** Σ over pairs of neighbours (right, below) of their product, over 2 Σ of squares: 0 for white noise, near 1 for a blur. */
function neighbourCorrelation(pattern: Float32Array, size: number): number {
  let [products, squares] = [0, 0];
  for (let i = 0; i < pattern.length; i++) {
    squares += pattern[i] * pattern[i];
    if ((i + 1) % size !== 0) products += pattern[i] * pattern[i + 1];
    if (i + size < pattern.length) products += pattern[i] * pattern[i + size];
  }
  return squares > 0 ? products / (2 * squares) : 0;
}

/** Rec. 601 luma of each pixel. */
function greyOf({ pixels, channels }: Picture): Plane {
  if (channels === 1) return Float64Array.from(pixels);
  const grey = new Float64Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  }
  return grey;
}

/** How far apart the values of an area without contrast may lie: 2.5 of 255 levels. */
const flatRange = 2.5 / 255;

/** Areas without contrast are looked for under squares that reach this far to each side: 7 × 7 pixels. */
const flatReach = 3;

/** 1 where a pixel lies within one pixel of a 7 × 7 area without contrast, else 0. */
function flatAreas(grey: Plane, size: number): Plane {
  const top = localMaximum(grey, size, flatReach);
  const bottom = localMinimum(grey, size, flatReach);
  const centres = top.map((value, i) => (value - bottom[i] <= flatRange ? 1 : 0));
  return localMaximum(centres, size, flatReach + 1);
}
