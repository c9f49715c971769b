import { decodeNumbers, encodeFloats, type NumberType, sizeOf } from "./number-type.ts";
import { elementCount, type NumericArray, positionOf, requireFilled, shapeText } from "./numeric-array.ts";

/** Named arrays and the free text stored beside them (`__metadata__`). */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, NumericArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where an array lies, as the header says. */
interface Entry {
  readonly tensor: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const headerLimit = 100_000_000;
const metadataKey = "__metadata__";

const typeNames: ReadonlyMap<unknown, NumberType> = new Map([
  ["BOOL", "b1"],
  ["I8", "i1"],
  ["U8", "u1"],
  ["I16", "i2"],
  ["U16", "u2"],
  ["I32", "i4"],
  ["U32", "u4"],
  ["I64", "i8"],
  ["U64", "u8"],
  ["F16", "f2"],
  ["BF16", "bf16"],
  ["F32", "f4"],
  ["F64", "f8"],
]);

/**
 * Reads a .safetensors file (github.com/huggingface/safetensors, "Format": an 8-byte length, a JSON header, one
 * buffer); all numbers become float32. Arrays come in the order in which they
 * lie in the file.
 * @param name names the file in errors.
 * @throws Error where the header is broken, an array overlaps another, leaves a hole, or lies outside the file.
 */
export function readSafetensors(bytes: Uint8Array, name = "safetensors"): Safetensors {
  const { header, dataStart } = splitHeader(bytes, name);
  const { [metadataKey]: metadata = {}, ...rest } = header;
  const entries = Object.entries(rest).map(([tensor, info]) => parseEntry(tensor, info, name));
  const tensors = new Map<string, NumericArray>();
  for (const { tensor, type, shape, begin, end } of tiled(entries, bytes.length - dataStart, name)) {
    const describe = (i: number): string =>
      `${name}: ${tensor}: the number at [${positionOf(shape, i).join(", ")}]`;
    const data = decodeNumbers(bytes.subarray(dataStart + begin, dataStart + end), type, { describe });
    tensors.set(tensor, { shape, data });
  }
  return { tensors, metadata: parseMetadata(metadata, name) };
}

/**
 * Writes float32 arrays as .safetensors, sorted by name with the data 8-byte aligned: the same arrays give the
 * same bytes.
 */
export function writeSafetensors(
  tensors: Iterable<readonly [name: string, array: NumericArray]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const fields: string[] = [];
  const texts = Object.keys(metadata)
    .sort()
    .map((key) => field(key, metadata[key]));
  if (texts.length > 0) fields.push(`${JSON.stringify(metadataKey)}:{${texts.join(",")}}`);
  let end = 0;
  sorted.forEach(([name, array], i) => {
    const { shape, data } = requireFilled(array, `writeSafetensors: ${name}`);
    if (name === metadataKey || name === sorted[i - 1]?.[0]) {
      throw new Error(`writeSafetensors: ${JSON.stringify(name)} is taken; rename the array`);
    }
    const begin = end;
    end += data.length * 4;
    fields.push(field(name, { dtype: "F32", shape, data_offsets: [begin, end] }));
  });
  const text = new TextEncoder().encode(`{${fields.join(",")}}`);
  const dataStart = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + end).fill(0x20, 8, dataStart);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  bytes.set(text, 8);
  let at = dataStart;
  for (const [, { data }] of sorted) {
    bytes.set(encodeFloats(data), at);
    at += data.length * 4;
  }
  return bytes;
}

/**
 * The JSON that a text beside the arrays holds; undefined where there is no such text.
 * @param name names the file in errors.
 * @throws Error where the text is no JSON.
 */
export function metadataJson({ metadata }: Safetensors, key: string, name = "safetensors"): unknown {
  const text = metadata[key];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `${name}: its ${JSON.stringify(key)} is damaged: expected JSON, got ${JSON.stringify(text.slice(0, 40))}; write the file again, or take a copy of it`,
    );
  }
}

function field(key: string, value: unknown): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}

function splitHeader(
  bytes: Uint8Array,
  name: string,
): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8)
    throw new Error(`${name}: is no .safetensors file: ${bytes.length} bytes, at least 8 expected`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > headerLimit || length > bytes.length - 8) {
    throw new Error(
      `${name}: is cut short or no .safetensors file: its first 8 bytes announce a header of ${length} bytes, got ${bytes.length - 8}; download or copy it again`,
    );
  }
  const dataStart = 8 + length;
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart)),
    );
  } catch (error) {
    throw new Error(
      `${name}: the header is no JSON text (${error instanceof Error ? error.message : error})`,
      {
        cause: error,
      },
    );
  }
  if (!isRecord(header)) throw new Error(`${name}: the header must be a JSON object of arrays by name`);
  return { header, dataStart };
}

function parseEntry(tensor: string, info: unknown, name: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(info) ? info : {};
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new Error(
      `${name}: ${tensor}: the header must give dtype, shape and two data_offsets, got ${JSON.stringify(info).slice(0, 200)}`,
    );
  }
  const type = typeNames.get(dtype);
  if (!type) {
    throw new Error(
      `${name}: ${tensor}: cannot read numbers of the type ${JSON.stringify(dtype)}, expected one of ${[...typeNames.keys()].join(", ")}; save it as F32`,
    );
  }
  const [begin = 0, end = 0] = offsets;
  const expected = elementCount(shape, `${name}: ${tensor}`) * sizeOf(type);
  if (end - begin !== expected) {
    throw new Error(
      `${name}: ${tensor}: ${dtype} of ${shapeText(shape)} is ${expected} bytes, got the offsets ${begin} to ${end}; save it again`,
    );
  }
  return { tensor, type, shape, begin, end };
}

/** The entries in the order of their data, which must tile the buffer: no overlap, no hole, nothing left over. */
function tiled(entries: readonly Entry[], available: number, name: string): Entry[] {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const { tensor, begin, end } of sorted) {
    if (begin !== reached || end > available) {
      const problem =
        end > available
          ? `reaches beyond the ${available} bytes of data`
          : "overlaps another or leaves a hole";
      throw new Error(`${name}: ${tensor} (bytes ${begin} to ${end}) ${problem}; download or save it again`);
    }
    reached = end;
  }
  if (reached !== available) {
    throw new Error(
      `${name}: the header accounts for ${reached} bytes of data, got ${available}; download or save it again`,
    );
  }
  return sorted;
}

function parseMetadata(metadata: unknown, name: string): Record<string, string> {
  if (!isRecord(metadata)) throw new Error(`${name}: ${metadataKey} must be an object of texts`);
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string")
      throw new Error(`${name}: ${metadataKey}.${key} must be a text, got ${typeof value}`);
  }
  return metadata as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
