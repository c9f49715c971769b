import { blackPicture, type Picture } from "./picture.ts";

/**
 * A picture shrunk or stretched to `width` × `height`: each new pixel is a mean under a triangle as wide as two new
 * pixels (or two old ones, where it grows), so that shrinking doesn't alias. What sharp's `linear` kernel does.
 */
export function resized(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const across = trianglesOf(picture.width, width);
  const down = trianglesOf(picture.height, height);
  const { channels } = picture;
  const rows = blackPicture(width, picture.height, channels);
  filterLines(rows.pixels, picture.pixels, across, {
    lines: picture.height,
    fromLine: picture.width * channels,
    toLine: width * channels,
    step: channels,
    channels,
  });
  const result = blackPicture(width, height, channels);
  filterLines(result.pixels, rows.pixels, down, {
    lines: width,
    fromLine: channels,
    toLine: channels,
    step: width * channels,
    channels,
  });
  return result;
}

/** The old places that a new one is made of, and their weights, which sum to 1. */
interface Triangle {
  start: number;
  weights: number[];
}

function trianglesOf(from: number, to: number): Triangle[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(from - 1, Math.floor(centre + reach));
    const heights = Array.from({ length: end - start + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(start + k - centre) / reach),
    );
    const total = heights.reduce((sum, height) => sum + height, 0);
    return { start, weights: heights.map((height) => height / total) };
  });
}

interface Lines {
  lines: number;
  fromLine: number;
  toLine: number;
  step: number;
  channels: number;
}

function filterLines(
  out: Float32Array,
  source: Float32Array,
  triangles: readonly Triangle[],
  { lines, fromLine, toLine, step, channels }: Lines,
): void {
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < triangles.length; i++) {
      const { start, weights } = triangles[i];
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k] * source[line * fromLine + (start + k) * step + c];
        }
        out[line * toLine + i * step + c] = sum;
      }
    }
  }
}
