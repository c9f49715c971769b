import type { Picture } from "./picture.ts";

/** A picture's numbers in three channels, or in one: the mean of the colours. */
export function pixelsIn(
  colour: "colour" | "grey",
  { pixels, channels }: Omit<Picture, "width" | "height">,
): Float32Array {
  if (channels === (colour === "grey" ? 1 : 3)) return pixels;
  if (channels === 1) {
    return Float32Array.from({ length: 3 * pixels.length }, (_, i) => pixels[Math.floor(i / 3)]);
  }
  return Float32Array.from({ length: pixels.length / 3 }, (_, i) => {
    return (pixels[3 * i] + pixels[3 * i + 1] + pixels[3 * i + 2]) / 3;
  });
}
