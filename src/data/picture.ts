/**
 * A decoded picture: `pixels[(y * width + x) * channels + c]` in [0, 1] (sRGB values, not linear light),
 * one channel (grey) or three (red, green, blue).
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Float32Array;
}

/** A black picture. */
export function blackPicture(width: number, height: number, channels: 1 | 3 = 3): Picture {
  return { width, height, channels, pixels: new Float32Array(width * height * channels) };
}
