import { createRandom, type Random } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { createCanvas } from "./canvas.ts";
import { compose } from "./composition.ts";
import { develop } from "./finish.ts";

/**
 * Paints a little picture that looks like a postcard: mountains, coasts, deserts, towns, woods, fields under
 * many skies. The same `random` gives the same bytes; pixels are `[height, width, 3]` multiples of 1/255, so
 * that a PNG keeps them exactly.
 * @param width, height in pixels, at least 1.
 * @throws RangeError for a size that is no positive integer.
 */
export function drawScene(random: Random, width = 128, height = 128): Picture {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`drawScene: width and height must be positive integers, got ${width} × ${height}`);
  }
  const canvas = createCanvas(width, height);
  develop(compose(canvas, random));
  return { width, height, channels: 3, pixels: canvas.pixels };
}

/**
 * Scenes 0 … count − 1 of `seed`. Scene i depends on the seed and i alone: more of them change none before.
 * @throws RangeError for a count that is no non-negative integer.
 */
export function drawScenes(count: number, seed: number, width = 128, height = 128): Picture[] {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`drawScenes: count must be a non-negative integer, got ${count}`);
  }
  return Array.from({ length: count }, (_, i) => drawScene(createRandom(seed, `scene ${i}`), width, height));
}
