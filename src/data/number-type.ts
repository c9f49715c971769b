/**
 * How one stored number looks: a letter for the kind and its size in bytes, as NumPy writes it
 * (`b1` is a truth value). `bf16` is bfloat16, the upper half of a float32.
 */
export type NumberType =
  | "b1"
  | "i1"
  | "u1"
  | "i2"
  | "u2"
  | "i4"
  | "u4"
  | "i8"
  | "u8"
  | "f2"
  | "bf16"
  | "f4"
  | "f8";

type Reader = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<NumberType, Reader>> = {
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i8: (view, at, little) =>
    view.getInt32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little),
  u8: (view, at, little) =>
    view.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little),
  f2: (view, at, little) => fromHalf(view.getUint16(at, little)),
  bf16: (view, at, little) => fromUpperHalf(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Bytes one number takes. */
export function sizeOf(type: NumberType): number {
  return type === "bf16" ? 2 : Number(type.slice(1));
}

/**
 * The numbers in `bytes` (of any alignment) as float32; integers beyond 2²⁴ and float64 are rounded to nearest.
 * `bytes.length` must be a multiple of {@link sizeOf}.
 * @param describe says where number i lies, for the error about a float64 that float32 cannot hold.
 */
export function decodeNumbers(
  bytes: Uint8Array,
  type: NumberType,
  options: { littleEndian?: boolean; describe?: (i: number) => string } = {},
): Float32Array {
  const { littleEndian = true, describe = (i: number) => `number ${i}` } = options;
  if (type === "u1") return new Float32Array(bytes);
  const size = sizeOf(type);
  const numbers = new Float32Array(bytes.length / size);
  if (type === "f4" && littleEndian && hostIsLittle) {
    new Uint8Array(numbers.buffer).set(bytes);
    return numbers;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  for (let i = 0; i < numbers.length; i++) {
    const value = read(view, i * size, littleEndian);
    numbers[i] = value;
    if (!Number.isFinite(numbers[i]) && Number.isFinite(value)) {
      throw new Error(
        `${describe(i)} is ${value}, beyond float32 (±3.4e38), in which numbers are kept here; rescale the data`,
      );
    }
  }
  return numbers;
}

/** The numbers as little-endian float32 bytes, on every machine. */
export function encodeFloats(numbers: Float32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4);
  if (hostIsLittle) {
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return bytes;
  }
  const view = new DataView(bytes.buffer);
  numbers.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return bytes;
}

/** The value of an IEEE 754 binary16 pattern: (−1)^sign · 2^(e − 15) · (1 + f / 1024), subnormal where e = 0. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

function fromUpperHalf(bits: number): number {
  floatBits[0] = bits << 16;
  return float[0] as number;
}
