import type { Picture } from "../data/index.ts";
import type { Known } from "./codec.ts";

/** A place of a code counts as known where at least so much of what it stands for is. */
const enough = 0.5;

/**
 * The picture with what isn't known in the mean colour of what is: networks take whole pictures, and that mean is
 * what tells them least.
 */
export function filled(picture: Picture, known: Known): Picture {
  if (!known) return picture;
  const { channels } = picture;
  const pixels = picture.pixels.slice();
  const count = known.filter(Boolean).length;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = 0; i < known.length; i++) if (known[i]) sum += pixels[i * channels + c];
    for (let i = 0; i < known.length; i++) if (!known[i]) pixels[i * channels + c] = sum / Math.max(count, 1);
  }
  return { ...picture, pixels };
}

/** Which places of a code of `[c, h, w]` are known: those with half of their share of a picture's pixels known. */
export function knownPlaces(
  known: readonly boolean[],
  side: number,
  [height, width]: readonly [number, number],
): boolean[] {
  const counts = new Float64Array(height * width);
  const totals = new Float64Array(height * width);
  for (let i = 0; i < known.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const place = Math.floor((y * height) / side) * width + Math.floor((x * width) / side);
    totals[place]++;
    if (known[i]) counts[place]++;
  }
  return Array.from(counts, (count, place) => count >= enough * totals[place]);
}
