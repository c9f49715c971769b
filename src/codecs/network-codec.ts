import { type Matrix, rowOf, zeros } from "../math/index.ts";
import { type Autoencoder, autoencoder, lengthOf } from "./autoencoder.ts";
import { fromBase64, lettersOf, toBase64 } from "./base64.ts";
import type { Codec, Known } from "./codec.ts";
import { filled, knownPlaces } from "./known-places.ts";
import type { Network, NetworkResources } from "./network.ts";
import { requireSize } from "./require-size.ts";
import { type CodeGrid, neighbourCorrelation } from "./smoothness.ts";

/** A codec of a network's codes, flattened. */
export interface NetworkCodec extends Codec {
  /**
   * The same codec with the mean of `codes` `[n, d]`, which it gave, taken off, and those codes without it. Shares the
   * network with this one.
   */
  centredOn(codes: Matrix): { codec: NetworkCodec; codes: Matrix };
}

/**
 * The codec of a network: codes as its encoder gives them, flattened, less a mean where there is one. Of a picture
 * that is known in part, the rest is filled with the mean colour of what is known, and places of the code that less
 * than half is known of are 0. The network is opened when first used.
 */
export function networkCodec(
  network: Network,
  resources: NetworkResources,
  options: { mean?: string | undefined } = {},
): NetworkCodec {
  return codecOf(network, autoencoder(network, resources), options.mean);
}

function codecOf(network: Network, networks: Autoencoder, mean: string | undefined): NetworkCodec {
  const { name, size, shape, settings, trainedFor } = network;
  const length = lengthOf(shape);
  const m = mean === undefined ? new Float32Array(length) : fromBase64(mean);
  if (m.length !== length)
    throw new RangeError(`${name}: the mean has ${m.length} numbers, a code has ${length}`);
  const grid = gridOf(shape);
  const codec: NetworkCodec = {
    settings: { ...settings, ...(mean !== undefined && { mean }) },
    name: mean === undefined ? name : `${name}, centred ${lettersOf(m)}`,
    ...{ trainedFor, width: size, height: size, shape, length },
    encodeMany: async (pictures, known = []) => {
      for (const picture of pictures) requireSize(name, picture, [size, size]);
      const codes = await networks.encode(pictures.map((picture, n) => filled(picture, known[n])));
      for (let n = 0; n < codes.rows; n++) centre(rowOf(codes, n), m, known[n], network);
      return codes;
    },
    smoothness: (code) => (grid ? neighbourCorrelation(code, grid) : 0),
    centredOn: (codes) => {
      const offset = meanOf(codes);
      const total = offset.map((value, i) => value + m[i]);
      return { codec: codecOf(network, networks, toBase64(total)), codes: shifted(codes, offset, -1) };
    },
    close: networks.close,
  };
  if (!network.decoder) return codec;
  return {
    ...codec,
    decode: (codes) => networks.decode(shifted(codes, m, 1)),
  };
}

/** Each row plus `factor` times an offset. */
function shifted(codes: Matrix, offset: Float32Array, factor: number): Matrix {
  const result = zeros(codes.rows, codes.columns);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = codes.data[i] + factor * offset[i % codes.columns];
  }
  return result;
}

/** Takes the mean off, and sets to 0 the places that aren't known. */
function centre(code: Float32Array, mean: Float32Array, known: Known, { size, shape }: Network): void {
  for (let i = 0; i < code.length; i++) code[i] -= mean[i];
  if (!known || shape.length !== 3) return;
  const [channels, height, width] = shape;
  const places = knownPlaces(known, size, [height, width]);
  for (let c = 0; c < channels; c++) {
    for (const [place, isKnown] of places.entries()) {
      if (!isKnown) code[c * places.length + place] = 0;
    }
  }
}

function gridOf(shape: readonly number[]): CodeGrid | undefined {
  if (shape.length !== 3) return undefined;
  return { channels: shape[0], height: shape[1], width: shape[2], order: "channels" };
}

/** The mean of every number, `[d]`. */
function meanOf(codes: Matrix): Float32Array {
  const mean = new Float64Array(codes.columns);
  for (let n = 0; n < codes.rows; n++) {
    const row = rowOf(codes, n);
    for (let i = 0; i < mean.length; i++) mean[i] += row[i] / codes.rows;
  }
  return Float32Array.from(mean);
}
