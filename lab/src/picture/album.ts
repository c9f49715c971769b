import { type Picture, resized } from "madeleine/data";

/** Pictures kept as bytes, by number: a quarter of what they take as float32. */
export interface Album {
  readonly size: number;
  readonly names: readonly string[];
  picture(item: number): Picture;
  /** out += weight · picture, `[height, width, 3]`: the picture at that size, in colour. */
  addTo(out: Float32Array, share: Share, size: Size): void;
}

/** An item's part in what is read out. */
export interface Share {
  readonly item: number;
  readonly weight: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture ready for a canvas. */
export interface Shown extends Size {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A picture with the name that it is recalled by. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
}

interface Kept {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/** An album of pictures; values become multiples of 1/255. Of a name that comes again, the later ones get a number. */
export function albumOf(pictures: readonly NamedPicture[]): Album {
  const kept = pictures.map(({ picture }): Kept => {
    const { width, height, channels, pixels } = picture;
    return { width, height, channels, bytes: Uint8Array.from(pixels, (value) => Math.round(255 * value)) };
  });
  const picture = (item: number): Picture => {
    const { bytes, ...shape } = kept[item];
    return { ...shape, pixels: Float32Array.from(bytes, (value) => value / 255) };
  };
  return {
    size: kept.length,
    names: distinct(pictures.map(({ name }) => name)),
    picture,
    addTo(out, { item, weight }, size) {
      const { width, height, channels, bytes } = kept[item];
      if (channels === 3 && width === size.width && height === size.height) {
        const factor = weight / 255;
        for (let i = 0; i < out.length; i++) out[i] += factor * bytes[i];
        return;
      }
      const small = resized(picture(item), size.width, size.height).pixels;
      for (let i = 0; i < out.length; i++) out[i] += weight * small[channels === 3 ? i : Math.floor(i / 3)];
    },
  };
}

/** Weights below this are left out of a read-out: all of them together change no shown colour by more than one level. */
const LEAST_WEIGHT = 1e-6;

/** What a memory reads out for weights: Σ weight · picture, at a size, in colour. */
export function readOut(album: Album, shares: readonly Share[], { width, height }: Size): Picture {
  const pixels = new Float32Array(width * height * 3);
  for (const share of shares) if (share.weight >= LEAST_WEIGHT) album.addTo(pixels, share, { width, height });
  return { width, height, channels: 3, pixels };
}

/** The same, ready for a canvas. */
export function readOutShown(album: Album, shares: readonly Share[], { width, height }: Size): Shown {
  return { width, height, rgba: rgbaOf(readOut(album, shares, { width, height })) };
}

/** A picture as a canvas takes it: red, green, blue and opacity; what isn't known is transparent. */
export function rgbaOf(
  { pixels, channels }: Picture,
  known?: ArrayLike<number>,
): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = 255 * pixels[i * channels + (channels === 1 ? 0 : c)];
    rgba[4 * i + 3] = known && !known[i] ? 0 : 255;
  }
  return rgba;
}

/** A picture from what a canvas gives, on white where it is transparent. */
export function pictureOfRgba(rgba: ArrayLike<number>, width: number, height: number): Picture {
  const pixels = new Float32Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const at = 4 * Math.floor(i / 3);
    const opacity = rgba[at + 3] / 255;
    pixels[i] = (opacity * rgba[at + (i % 3)]) / 255 + 1 - opacity;
  }
  return { width, height, channels: 3, pixels };
}

function distinct(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let again = 2; seen.has(own); again++) own = `${name} (${again})`;
    seen.add(own);
    return own;
  });
}
