import { matrix } from "../math/index.ts";
import { gunzipped } from "./gzip.ts";
import { decodeNumbers, type NumberType, sizeOf } from "./number-type.ts";
import { elementCount, type NumericArray, positionOf, shapeText } from "./numeric-array.ts";
import { type PictureSet, pictureSet } from "./picture-set.ts";

const typeCodes: ReadonlyMap<number, NumberType> = new Map([
  [0x08, "u1"],
  [0x09, "i1"],
  [0x0b, "i2"],
  [0x0c, "i4"],
  [0x0d, "f4"],
  [0x0e, "f8"],
]);

/**
 * Reads an idx file, plain or gzipped: the format of MNIST and Fashion-MNIST (LeCun, Cortes and Burges,
 * "The MNIST database": 00 00, type, number of dimensions, big-endian dimensions, big-endian numbers).
 * @param name names the file in errors.
 */
export function readIdx(bytes: Uint8Array, name = "idx"): NumericArray {
  return readTyped(bytes, name).array;
}

/**
 * Reads an idx3 file of pictures, such as `train-images-idx3-ubyte.gz`, shape `[N, height, width]`: grey
 * pictures with bytes 0 … 255 brought to 0 … 1.
 */
export function readIdxPictures(bytes: Uint8Array, name = "idx"): PictureSet {
  const { array, type } = readTyped(bytes, name);
  const { shape, data } = array;
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || type !== "u1") {
    throw new Error(
      `${name}: pictures are bytes of the shape [count, height, width], got ${type} of ${shapeText(shape)}; is it the file of labels?`,
    );
  }
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) / 255;
  return pictureSet(matrix(data, count, width * height), { width, height, channels: 1 });
}

/** Reads an idx1 file of labels, such as `train-labels-idx1-ubyte.gz`, shape `[N]`. */
export function readIdxLabels(bytes: Uint8Array, name = "idx"): number[] {
  const { array, type } = readTyped(bytes, name);
  if (array.shape.length !== 1 || type.startsWith("f")) {
    throw new Error(
      `${name}: labels are whole numbers of the shape [count], got ${type} of ${shapeText(array.shape)}; is it the file of pictures?`,
    );
  }
  return Array.from(array.data);
}

function readTyped(packed: Uint8Array, name: string): { array: NumericArray; type: NumberType } {
  const bytes = gunzipped(packed, name);
  const { type, shape, dataStart } = readHeader(bytes, name);
  const expected = elementCount(shape, name) * sizeOf(type);
  const found = bytes.length - dataStart;
  if (found !== expected) {
    const problem = found < expected ? "is cut short" : "has something behind its data";
    throw new Error(
      `${name}: ${problem}: ${type} of ${shapeText(shape)} is ${expected} bytes, got ${found}; download or copy it again`,
    );
  }
  const describe = (i: number): string => `${name}: the number at [${positionOf(shape, i).join(", ")}]`;
  const data = decodeNumbers(bytes.subarray(dataStart), type, { littleEndian: false, describe });
  return { array: { shape, data }, type };
}

function readHeader(
  bytes: Uint8Array,
  name: string,
): { type: NumberType; shape: readonly number[]; dataStart: number } {
  const type = typeCodes.get(bytes[2] ?? 0);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || !type) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new Error(
      `${name}: is no idx file: it should start with 00 00, a type (08 for bytes) and the number of dimensions, got ${start || "no bytes"}`,
    );
  }
  const dimensions = bytes[3] ?? 0;
  const dataStart = 4 + 4 * dimensions;
  if (bytes.length < dataStart)
    throw new Error(`${name}: is cut short within its header; download or copy it again`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { type, shape: Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i)), dataStart };
}
