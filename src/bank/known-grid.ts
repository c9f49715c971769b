import { type Picture, resized } from "../data/index.ts";

/** Flags per pixel of the cue, shrunk to the codec's grid: a place is known where all that it is made of is. */
export function knownGrid(
  { width, height }: Picture,
  known: ArrayLike<boolean | number> | undefined,
  toWidth: number,
  toHeight: number,
): boolean[] | undefined {
  if (!known) return undefined;
  if (known.length !== width * height) {
    throw new RangeError(
      `Memory: known has ${known.length} flags for ${width} × ${height} pixels; give one each`,
    );
  }
  const pixels = Float32Array.from(known, (flag) => (flag ? 1 : 0));
  return Array.from(
    resized({ width, height, channels: 1, pixels }, toWidth, toHeight).pixels,
    (share) => share > 0.999,
  );
}
