import type { Codec, Known } from "../codecs/index.ts";
import type { Picture } from "../data/index.ts";
import { type Matrix, rowOf, zeros } from "../math/index.ts";

/** Pictures to codes and back, as the experiments of HEN ask for it. */
export interface HenCodec {
  /** As tables name it: `"TAEF2"`. */
  readonly title: string;
  /** Names the codec and its settings: codes of another name can't be compared. */
  readonly name: string;
  /** The side of the pictures that it takes and gives, in pixels. */
  readonly side: number;
  /** How many numbers a code has, d. */
  readonly length: number;
  /**
   * Codes `[n, d]`, as the network gives them: of any length. Where flags per pixel say what is `known` of each picture,
   * numbers that nothing known stands behind are 0.
   */
  encode(pictures: readonly Picture[], known?: readonly Known[]): Promise<Matrix>;
  decode(codes: Matrix): Promise<Picture[]>;
  close?(): Promise<void>;
}

/** A network's codec. */
export function networkHen(title: string, codec: Codec): HenCodec {
  const { decode } = codec;
  if (!decode) throw new RangeError(`networkHen: ${codec.name} can't decode`);
  return {
    ...{ title, name: codec.name, side: codec.width, length: codec.length },
    encode: (pictures, known) => codec.encodeMany(pictures, known),
    decode: (codes) => decode(codes),
    close: async () => codec.close?.(),
  };
}

/** Colours as they are, red, green and blue one pixel after the other: the baseline, an image in a memory. */
export function rawPixels(side: number): HenCodec {
  const length = 3 * side * side;
  return {
    title: `pixels ${side} × ${side}`,
    name: `raw pixels ${side}`,
    ...{ side, length },
    encode: async (pictures, known = []) => {
      const codes = zeros(pictures.length, length);
      for (const [n, picture] of pictures.entries()) {
        const flags = known[n];
        rowOf(codes, n).set(
          colours(picture).map((value, i) => (!flags || flags[Math.floor(i / 3)] ? value : 0)),
        );
      }
      return codes;
    },
    decode: async (codes) => Array.from({ length: codes.rows }, (_, n) => pictureOf(rowOf(codes, n), side)),
  };
}

/**
 * A little codec that needs no network, to try the experiments on: Haar's wavelets in all three colours, in which a
 * picture's few coarse numbers, which all pictures have much alike, count `coarse` times as much as its many fine ones.
 * Its inverse is exact. `side` is a power of 2.
 */
export function waveletCodec(side: number, coarse = 0.15): HenCodec {
  const length = 3 * side * side;
  const encoded = (picture: Picture, code: Float32Array): void => {
    code.set(colours(picture));
    for (let size = side; size > 1; size /= 2) step(code, side, size, forward);
    damp(code, side, coarse);
  };
  const decoded = (code: Float32Array): Picture => {
    const numbers = code.slice();
    damp(numbers, side, 1 / coarse);
    for (let size = 2; size <= side; size *= 2) step(numbers, side, size, backward);
    return pictureOf(numbers, side);
  };
  return {
    title: "wavelets",
    name: `wavelets ${side}, coarse ${coarse}`,
    ...{ side, length },
    encode: async (pictures) => {
      const codes = zeros(pictures.length, length);
      for (const [n, picture] of pictures.entries()) encoded(picture, rowOf(codes, n));
      return codes;
    },
    decode: async (codes) => Array.from({ length: codes.rows }, (_, n) => decoded(rowOf(codes, n))),
  };
}

/** Coarser than this share of a side is damped. */
const coarseShare = 1 / 4;

function damp(code: Float32Array, side: number, factor: number): void {
  const reach = side * coarseShare;
  for (let y = 0; y < reach; y++)
    for (let at = 3 * y * side; at < 3 * (y * side + reach); at++) code[at] *= factor;
}

type Line = (line: Float64Array, out: Float64Array) => void;

const forward: Line = (line, out) => {
  const half = line.length / 2;
  for (let i = 0; i < half; i++) {
    out[i] = (line[2 * i] + line[2 * i + 1]) * Math.SQRT1_2;
    out[half + i] = (line[2 * i] - line[2 * i + 1]) * Math.SQRT1_2;
  }
};

const backward: Line = (line, out) => {
  const half = line.length / 2;
  for (let i = 0; i < half; i++) {
    out[2 * i] = (line[i] + line[half + i]) * Math.SQRT1_2;
    out[2 * i + 1] = (line[i] - line[half + i]) * Math.SQRT1_2;
  }
};

/** One level: every row and every column of the upper left square of `size`, in each colour. */
function step(code: Float32Array, side: number, size: number, change: Line): void {
  const [line, out] = [new Float64Array(size), new Float64Array(size)];
  const along = (from: number, by: number): void => {
    for (let i = 0; i < size; i++) line[i] = code[from + i * by];
    change(line, out);
    for (let i = 0; i < size; i++) code[from + i * by] = out[i];
  };
  for (let colour = 0; colour < 3; colour++) {
    for (let y = 0; y < size; y++) along(3 * y * side + colour, 3);
    for (let x = 0; x < size; x++) along(3 * x + colour, 3 * side);
  }
}

function colours({ pixels, channels }: Picture): Float32Array {
  return channels === 3
    ? pixels
    : Float32Array.from({ length: 3 * pixels.length }, (_, i) => pixels[Math.floor(i / 3)]);
}

function pictureOf(numbers: Float32Array, side: number): Picture {
  const pixels = numbers.map((value) => Math.min(1, Math.max(0, value)));
  return { width: side, height: side, channels: 3, pixels };
}
