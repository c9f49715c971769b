import { blur, type Picture, resized } from "../data/index.ts";
import { createRandom } from "../math/index.ts";

/** What is done to a damaged picture before it is encoded. It is told nothing of the damage. */
export interface Remedy {
  readonly name: string;
  apply(picture: Picture): Picture;
  /** Whether what is black at large even then is told to the codec as not known. */
  readonly masks?: true;
}

const none: Remedy = { name: "none", apply: (picture) => picture };

/**
 * Scattered lost pixels, which are black to the last digit, get the mean of their known neighbours: those of which at
 * least half are known, again and again. What is black at large stays so: along a straight edge only three of eight are
 * known.
 */
const fill: Remedy = { name: "fill", apply: (picture) => filled(picture, knownPixels(picture)) };

/** Every lost pixel gets what its known surroundings have, coarse to fine, large areas too. */
const fillAll: Remedy = { name: "fill all", apply: (picture) => surrounded(picture, knownPixels(picture)) };

/** The median of 3 × 3 pixels, in each colour. */
const median: Remedy = { name: "median", apply: medianOf };

const smooth = (sigma: number): Remedy => ({
  name: `smooth ${sigma}`,
  apply: (picture) => blur(sigma).apply(picture, createRandom(0)),
});

/** Scattered losses are filled in; what is black at large isn't content, and not compared. */
const mask: Remedy = { ...fill, name: "mask", masks: true };

/** Noise above this deviation is smoothed away: below, it does codes no harm. */
const noisyFrom = 0.15;

/** As `mask`; and what is noisy is smoothed. */
const mend: Remedy = {
  name: "mend",
  masks: true,
  apply: (picture) => {
    const whole = fill.apply(picture);
    return noiseIn(whole) > noisyFrom ? smooth(1.2).apply(whole) : whole;
  },
};

const fillAndSmooth: Remedy = {
  name: "fill, smooth 1",
  apply: (picture) => smooth(1).apply(fill.apply(picture)),
};

/** Every remedy by its name. */
export const remedies: readonly Remedy[] = [
  none,
  fill,
  fillAll,
  mask,
  median,
  smooth(0.7),
  smooth(1),
  smooth(1.2),
  smooth(2),
  fillAndSmooth,
  mend,
];

/** @throws RangeError for a name that there isn't. */
export function remedyNamed(name: string): Remedy {
  const found = remedies.find((remedy) => remedy.name === name);
  if (!found)
    throw new RangeError(
      `there is no remedy "${name}"; known: ${remedies.map((each) => each.name).join("; ")}`,
    );
  return found;
}

/** Where any colour isn't 0. */
export function knownPixels({ pixels, channels }: Picture): boolean[] {
  return Array.from({ length: pixels.length / channels }, (_, i) =>
    pixels.subarray(i * channels, (i + 1) * channels).some((value) => value !== 0),
  );
}

function filled(picture: Picture, known: boolean[]): Picture {
  const { width, height, channels } = picture;
  const pixels = picture.pixels.slice();
  let lost = Array.from(known.keys()).filter((i) => !known[i]);
  for (let found = true; found && lost.length > 0; ) {
    const surrounded = lost
      .map((i) => neighboursOf(i, width, height))
      .map((near) => near.filter((j) => known[j]));
    const ready = lost.map((i, at) => 2 * surrounded[at].length >= neighboursOf(i, width, height).length);
    for (const [at, i] of lost.entries()) {
      if (!ready[at]) continue;
      for (let c = 0; c < channels; c++) {
        const sum = surrounded[at].reduce((total, j) => total + pixels[j * channels + c], 0);
        pixels[i * channels + c] = sum / surrounded[at].length;
      }
    }
    found = ready.includes(true);
    for (const [at, i] of lost.entries()) if (ready[at]) known[i] = true;
    lost = lost.filter((i) => !known[i]);
  }
  return { ...picture, pixels };
}

/**
 * Unknown pixels from a picture of half the size, where a pixel is the mean of what is known of four, filled in the
 * same way (pull and push: Gortler et al. 1996).
 */
function surrounded(picture: Picture, known: readonly boolean[]): Picture {
  const { width, height, channels, pixels } = picture;
  if (!known.includes(false) || !known.includes(true) || Math.min(width, height) < 2) return picture;
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const sums = new Float32Array(halfWidth * halfHeight * channels);
  const counts = new Uint8Array(halfWidth * halfHeight);
  for (let i = 0; i < known.length; i++) {
    if (!known[i]) continue;
    const at = Math.floor(Math.floor(i / width) / 2) * halfWidth + Math.floor((i % width) / 2);
    counts[at]++;
    for (let c = 0; c < channels; c++) sums[at * channels + c] += pixels[i * channels + c];
  }
  const means = sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / channels)]));
  const half: Picture = { width: halfWidth, height: halfHeight, channels, pixels: means };
  const coarse = surrounded(
    half,
    Array.from(counts, (count) => count > 0),
  );
  const around = resized(coarse, width, height).pixels;
  return {
    ...picture,
    pixels: pixels.map((value, i) => (known[Math.floor(i / channels)] ? value : around[i])),
  };
}

/** The pixels around pixel `i`, eight of them inside of the picture. */
function neighboursOf(i: number, width: number, height: number): number[] {
  const [column, row] = [i % width, Math.floor(i / width)];
  const near: number[] = [];
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      if (x !== column || y !== row) near.push(y * width + x);
    }
  }
  return near;
}

function medianOf(picture: Picture): Picture {
  const { width, height, channels, pixels } = picture;
  const out = new Float32Array(pixels.length);
  const near = new Float32Array(9);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        for (let k = 0; k < 9; k++) {
          const row = Math.min(height - 1, Math.max(0, y + Math.floor(k / 3) - 1));
          const column = Math.min(width - 1, Math.max(0, x + (k % 3) - 1));
          near[k] = pixels[(row * width + column) * channels + c];
        }
        out[(y * width + x) * channels + c] = near.sort()[4];
      }
    }
  }
  return { ...picture, pixels: out };
}

/**
 * The deviation of noise in a picture, as it is estimated without knowing the picture: √(π/2)/6 times the mean of
 * |N ∗ v| over 3 × 3 pixels, N the difference of two Laplacians. Immerkær 1996.
 */
export function noiseIn({ width, height, channels, pixels }: Picture): number {
  const kernel = [1, -2, 1, -2, 4, -2, 1, -2, 1];
  let sum = 0;
  for (let y = 1; y + 1 < height; y++) {
    for (let at = (y * width + 1) * channels; at < ((y + 1) * width - 1) * channels; at++) {
      let response = 0;
      for (let k = 0; k < 9; k++) {
        response += kernel[k] * pixels[at + ((Math.floor(k / 3) - 1) * width + (k % 3) - 1) * channels];
      }
      sum += Math.abs(response);
    }
  }
  const places = Math.max(1, (width - 2) * (height - 2) * channels);
  return (Math.sqrt(Math.PI / 2) / 6) * (sum / places);
}
