/** How the numbers of a code lie. */
export interface CodeGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Whether the channels of one place lie together (pixels) or the places of one channel (networks). */
  readonly order: "places" | "channels";
}

/**
 * Σ over pairs of neighbouring places (right, below) of their product, over 2 Σ of squares, in all channels: 0 for
 * white noise, near 1 for a blur.
 */
export function neighbourCorrelation(
  code: Float32Array,
  { width, height, channels, order }: CodeGrid,
): number {
  const [place, channel] = order === "places" ? [channels, 1] : [1, width * height];
  let [products, squares] = [0, 0];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const i = (y * width + x) * place + c * channel;
        squares += code[i] * code[i];
        if (x + 1 < width) products += code[i] * code[i + place];
        if (y + 1 < height) products += code[i] * code[i + width * place];
      }
    }
  }
  return squares > 0 ? products / (2 * squares) : 0;
}
