import { type Picture, resized } from "../data/index.ts";
import { type Matrix, matrix } from "../math/index.ts";
import type { Network, NetworkResources } from "./network.ts";
import { formShape, picturesOf, plainForm, tensorOf } from "./picture-tensor.ts";
import { type Session, sessionsOf } from "./sessions.ts";

/** A network in use: raw codes of pictures, and pictures of raw codes. */
export interface Autoencoder {
  /** The codes `[n, d]` of pictures of its size, flattened. */
  encode(pictures: readonly Picture[]): Promise<Matrix>;
  /** The pictures of codes `[n, d]`. */
  decode(codes: Matrix): Promise<Picture[]>;
  close(): Promise<void>;
}

/** As many numbers of pictures go through a network at once: what a run works on should stay in the cache. */
const numbersAtOnce = 4 * 3 * 64 * 64;

/** A network whose sessions are opened when first needed. */
export function autoencoder(network: Network, resources: NetworkResources): Autoencoder {
  const { size, shape } = network;
  const sessions = sessionsOf(network, resources);
  const length = lengthOf(shape);
  const together = Math.max(1, Math.floor(numbersAtOnce / (3 * size * size)));
  return {
    encode: async (pictures) => {
      const codes = new Float32Array(pictures.length * length);
      if (pictures.length > 0) {
        const session = await sessions.encoder();
        for (let from = 0; from < pictures.length; from += together) {
          const part = pictures.slice(from, from + together);
          codes.set(await encoded(network, session, part), from * length);
        }
      }
      return matrix(codes, pictures.length, length);
    },
    decode: async (codes) => {
      const pictures: Picture[] = [];
      const session = await sessions.decoder();
      for (let from = 0; from < codes.rows; from += together) {
        const part = codes.data.slice(from * length, (from + together) * length);
        pictures.push(...(await decoded(network, session, part)));
      }
      return pictures;
    },
    close: () => sessions.close(),
  };
}

/** How many numbers a shape holds. */
export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, count) => product * count, 1);
}

async function encoded(
  { encoder, size, shape }: Network,
  { input, outputs: [output], shapeOf, run }: Session,
  pictures: readonly Picture[],
): Promise<Float32Array> {
  const given = givenShape(shapeOf(output), shape);
  const [count, length] = [lengthOf(given), lengthOf(shape)];
  const data = new Float32Array(pictures.length * count);
  const result = { data, shape: [pictures.length, ...given] };
  await run({ [input]: tensorOf(pictures, encoder.form, size) }, { [output]: result });
  if (count === length) return data;
  const codes = new Float32Array(pictures.length * length);
  for (let n = 0; n < pictures.length; n++) {
    codes.set(data.subarray(n * count, n * count + length), n * length);
  }
  return codes;
}

/** The shape of what an encoder gives of one picture: that of a code, or, with more channels, a code and more. */
function givenShape([, channels]: readonly (number | string)[], shape: readonly number[]): number[] {
  const more = typeof channels === "number" && shape.length === 3 && channels > shape[0];
  return more ? [channels, ...shape.slice(1)] : [...shape];
}

/** The pictures of codes, from one output, or from several of different sides that are added up. */
async function decoded(
  { decoder, size, shape }: Network,
  { input, outputs, run }: Session,
  codes: Float32Array,
): Promise<Picture[]> {
  const form = decoder?.form ?? plainForm;
  const n = codes.length / lengthOf(shape);
  const levels = outputs.map((name, i) => {
    const side = decoder?.outputs?.[i].side ?? size;
    const shapeHere = formShape(form, n, side);
    return { name, side, tensor: { data: new Float32Array(lengthOf(shapeHere)), shape: shapeHere } };
  });
  await run(
    { [input]: { data: codes, shape: [n, ...shape] } },
    Object.fromEntries(levels.map(({ name, tensor }) => [name, tensor])),
  );
  if (levels.length === 1) return picturesOf(levels[0].tensor.data, form, size).map(clipped);
  const raw = { ...plainForm, layout: form.layout };
  const sums = levels.map(({ side, tensor }) => picturesOf(tensor.data, raw, side));
  return Array.from({ length: n }, (_, i) => {
    const pixels = new Float32Array(3 * size * size);
    for (const level of sums) {
      resized(level[i], size, size).pixels.forEach((value, k) => {
        pixels[k] += value;
      });
    }
    for (let k = 0; k < pixels.length; k++) {
      pixels[k] = pixels[k] * form.deviation[k % 3] + form.mean[k % 3];
    }
    return clipped({ width: size, height: size, channels: 3, pixels });
  });
}

function clipped(picture: Picture): Picture {
  return { ...picture, pixels: picture.pixels.map((value) => Math.min(1, Math.max(0, value))) };
}
