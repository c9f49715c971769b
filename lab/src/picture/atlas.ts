import { resized } from "madeleine/data";
import { type Album, rgbaOf } from "./album.ts";

/** Many small pictures in one large one, row by row. */
export interface Atlas {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** How many stand in a row, and the side of each in pixels. */
  readonly columns: number;
  readonly side: number;
}

/** The album's pictures, each cropped to the square in its middle and shrunk to `side` × `side`. */
export function atlasOf(album: Album, side = 56): Atlas {
  const columns = Math.max(1, Math.ceil(Math.sqrt(album.size)));
  const [width, height] = [columns * side, Math.ceil(album.size / columns) * side];
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let item = 0; item < album.size; item++) {
    const [left, top] = [(item % columns) * side, Math.floor(item / columns) * side];
    const square = rgbaOf(resized(croppedToSquare(album, item), side, side));
    for (let y = 0; y < side; y++) {
      rgba.set(square.subarray(4 * y * side, 4 * (y + 1) * side), 4 * ((top + y) * width + left));
    }
  }
  return { rgba, width, height, columns, side };
}

function croppedToSquare(album: Album, item: number): ReturnType<Album["picture"]> {
  const picture = album.picture(item);
  const { width, height, channels, pixels } = picture;
  if (width === height) return picture;
  const size = Math.min(width, height);
  const [left, top] = [Math.floor((width - size) / 2), Math.floor((height - size) / 2)];
  const square = new Float32Array(size * size * channels);
  for (let y = 0; y < size; y++) {
    const from = ((top + y) * width + left) * channels;
    square.set(pixels.subarray(from, from + size * channels), y * size * channels);
  }
  return { width: size, height: size, channels, pixels: square };
}
