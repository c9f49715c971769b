import type { Picture } from "../data/index.ts";
import type { Codec } from "./codec.ts";

/** A plane of numbers, `plane[y * size + x]`. */
type Plane = Float64Array;

export interface ContrastOptions {
  /** Side of the square of pixels that a picture is shrunk to. */
  size?: number;
  /** Width of the Gaussian window, in those pixels. */
  sigma?: number;
  /** Added to the local standard deviation: contrast below it counts for little. */
  floor?: number;
}

/**
 * Locally contrast-normalised grey pixels, of unit length: (g − μ) / (σ + floor), where μ and σ are the mean and
 * standard deviation under a Gaussian window. What exposure does to a picture, it does to μ and σ too, so it
 * cancels. Areas without any contrast (a half blacked out) are taken out, of the windows as well, so that neither
 * they nor the edge around them count.
 *
 * Jarrett et al. 2009 (local contrast normalisation), with masked windows.
 */
export function contrastCodec({ size = 32, sigma = 2, floor = 0.05 }: ContrastOptions = {}): Codec {
  const kernel = gaussianKernel(sigma);
  const smooth = (plane: Plane): Plane => convolved(plane, size, kernel);
  return {
    name: `contrast ${size}×${size}, σ ${sigma}, floor ${floor}`,
    width: size,
    height: size,
    length: size * size,
    encode: (picture) => {
      if (picture.width !== size || picture.height !== size) {
        throw new RangeError(
          `contrastCodec: the picture must be ${size} × ${size}, got ${picture.width} × ${picture.height}`,
        );
      }
      const grey = greyOf(picture);
      const weight = flatAreas(grey, size).map((flat) => 1 - flat);
      const total = smooth(weight).map((sum) => Math.max(sum, 1e-6));
      const localMean = (plane: Plane): Plane =>
        smooth(plane.map((v, i) => v * weight[i])).map((v, i) => v / total[i]);
      const mean = localMean(grey);
      const square = localMean(grey.map((g) => g * g));
      return unit(
        Float32Array.from(grey, (g, i) => {
          const deviation = Math.sqrt(Math.max(square[i] - mean[i] ** 2, 0));
          return (weight[i] * (g - mean[i])) / (deviation + floor);
        }),
      );
    },
  };
}

/** Rec. 601 luma of each pixel. */
function greyOf({ pixels, channels }: Picture): Plane {
  return Float64Array.from({ length: pixels.length / channels }, (_, i) =>
    channels === 1
      ? pixels[i]
      : 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2],
  );
}

/** How far apart the values of an area without contrast may lie: 2.5 of 255 levels. */
const flatRange = 2.5 / 255;

/** 1 where a pixel lies within one pixel of a 7 × 7 area without contrast, else 0. */
function flatAreas(grey: Plane, size: number): Plane {
  const top = extremes(grey, size, 3, Math.max);
  const bottom = extremes(grey, size, 3, Math.min);
  const centres = top.map((value, i) => (value - bottom[i] <= flatRange ? 1 : 0));
  return extremes(centres, size, 4, Math.max);
}

/** The largest (or smallest) value within `reach` pixels up, down, left and right, by rows and then by columns. */
function extremes(plane: Plane, size: number, reach: number, pick: (a: number, b: number) => number): Plane {
  const along = (source: Plane, step: number): Plane =>
    source.map((value, i) => {
      const place = Math.floor(i / step) % size;
      let best = value;
      for (let k = -reach; k <= reach; k++) {
        if (place + k >= 0 && place + k < size) best = pick(best, source[i + k * step]);
      }
      return best;
    });
  return along(along(plane, 1), size);
}

/** exp(−x²/2σ²) for x = 0 … 4σ. */
function gaussianKernel(sigma: number): number[] {
  return Array.from({ length: Math.ceil(4 * sigma) + 1 }, (_, x) => Math.exp(-(x * x) / (2 * sigma * sigma)));
}

/** Convolution with a symmetric kernel along rows and columns, zero outside. */
function convolved(plane: Plane, size: number, kernel: readonly number[]): Plane {
  const along = (source: Plane, step: number): Plane =>
    source.map((value, i) => {
      const place = Math.floor(i / step) % size;
      let sum = kernel[0] * value;
      for (let k = 1; k < kernel.length; k++) {
        if (place - k >= 0) sum += kernel[k] * source[i - k * step];
        if (place + k < size) sum += kernel[k] * source[i + k * step];
      }
      return sum;
    });
  return along(along(plane, 1), size);
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : vector;
}
