import { decodeNumbers, encodeFloats, type NumberType, sizeOf } from "./number-type.ts";
import { elementCount, type NumericArray, positionOf, requireFilled, shapeText } from "./numeric-array.ts";

/** What the header of an .npy file says. */
interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const headerLimit = 1 << 20;
const numberTypes: readonly string[] = "b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8".split(" ");

/**
 * Reads a NumPy .npy file, versions 1.0 to 3.0 (the format: numpy.lib.format, NEP 1): floats of 16, 32 and 64
 * bits, integers to 64 and truth values, of either byte order, all converted to float32.
 * @param name names the file in errors.
 * @throws Error for any other content, Fortran order, a file cut short or with something behind the data, and
 * for a float64 that float32 cannot hold.
 */
export function readNpy(bytes: Uint8Array, name = "npy"): NumericArray {
  const { header, dataStart } = splitHeader(bytes, name);
  const { descr, fortranOrder, shape } = parseHeader(header, name);
  const { type, littleEndian } = parseType(descr, name);
  if (fortranOrder) {
    throw new Error(`${name}: is stored in Fortran (column) order; save it with np.ascontiguousarray(array)`);
  }
  const expected = elementCount(shape, name) * sizeOf(type);
  const found = bytes.length - dataStart;
  if (found !== expected) {
    const problem = found < expected ? "is cut short" : "has something behind its data";
    throw new Error(
      `${name}: ${problem}: ${shapeText(shape)} of ${descr} is ${expected} bytes, got ${found}; save or copy it again`,
    );
  }
  const describe = (i: number): string => `${name}: the number at [${positionOf(shape, i).join(", ")}]`;
  return { shape, data: decodeNumbers(bytes.subarray(dataStart), type, { littleEndian, describe }) };
}

/** Writes an .npy file, version 1.0 of little-endian float32: the same bytes as NumPy's `np.save`. */
export function writeNpy(array: NumericArray): Uint8Array {
  const { shape, data } = requireFilled(array, "writeNpy");
  if (shape.length > 64) throw new Error(`writeNpy: NumPy takes at most 64 dimensions, got ${shape.length}`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  // NumPy leaves room for the first dimension to grow to 21 digits.
  const growth = shape.length > 0 ? " ".repeat(21 - `${shape[0]}`.length) : "";
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }${growth}`;
  const dataStart = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = new TextEncoder().encode(`${text.padEnd(dataStart - 11)}\n`);
  const bytes = new Uint8Array(dataStart + data.length * 4);
  bytes.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(header, 10);
  bytes.set(encodeFloats(data), dataStart);
  return bytes;
}

function splitHeader(bytes: Uint8Array, name: string): { header: string; dataStart: number } {
  if (!magic.every((byte, i) => bytes[i] === byte)) {
    const start = Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new Error(
      `${name}: is no .npy file: it should start with 93 4e 55 4d 50 59, got ${start || "no bytes"}; save it with np.save`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [bytes[6], bytes[7]];
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw cutInHeader(name);
  if (!(major === 1 || major === 2 || major === 3) || minor !== 0) {
    throw new Error(
      `${name}: got .npy version ${major}.${minor}, expected 1.0, 2.0 or 3.0; save it with np.save`,
    );
  }
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = start + length;
  if (length > headerLimit) {
    throw new Error(
      `${name}: announces a header of ${length} bytes, at most ${headerLimit} are read; save it with np.save`,
    );
  }
  if (bytes.length < dataStart) throw cutInHeader(name);
  const encoding = major === 3 ? "utf-8" : "latin1";
  return { header: new TextDecoder(encoding).decode(bytes.subarray(start, dataStart)), dataStart };
}

function cutInHeader(name: string): Error {
  return new Error(`${name}: is cut short within its header; save or copy it again`);
}

const entryPattern =
  /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|\(([\dL,\s]*)\)|(\[.*\]))\s*(?:,|(?=\}))/y;

/** Reads the Python literal `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`: these keys, any order. */
function parseHeader(header: string, name: string): NpyHeader {
  const text = header.trim();
  const entries = new Map<string, string>();
  const pattern = new RegExp(entryPattern);
  pattern.lastIndex = 1;
  let end = 1;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [, key1, key2, text1, text2, truth, tuple, list] = found;
    const [key, value] = [key1 ?? key2 ?? "", text1 ?? text2 ?? truth ?? tuple ?? list ?? ""];
    if (entries.has(key)) throw unreadable(header, name);
    entries.set(key, value);
    end = pattern.lastIndex;
  }
  const [descr, order, tuple] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  const complete = text.startsWith("{") && text.slice(end).trim() === "}" && entries.size === 3;
  const shape = tuple === undefined ? undefined : parseTuple(tuple);
  if (!complete || descr === undefined || !shape || !(order === "True" || order === "False")) {
    throw unreadable(header, name);
  }
  return { descr, fortranOrder: order === "True", shape };
}

/** The numbers of `3, 4`, `3,` or nothing; Python 2 wrote `3L`. */
function parseTuple(text: string): number[] | undefined {
  if (text.trim() === "") return [];
  const parts = text.split(",");
  if (parts.length === 1) return undefined;
  if (parts.at(-1)?.trim() === "") parts.pop();
  return parts.every((part) => /^\s*\d+L?\s*$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 10))
    : undefined;
}

function unreadable(header: string, name: string): Error {
  return new Error(
    `${name}: the header must name descr, fortran_order and shape, got ${JSON.stringify(header.trim().slice(0, 200))}; save it with np.save`,
  );
}

function parseType(descr: string, name: string): { type: NumberType; littleEndian: boolean } {
  const [, order, type = ""] = /^([<>|=])(\w+)$/.exec(descr) ?? [];
  if (isNumberType(type)) return { type, littleEndian: order !== ">" };
  const kinds: Readonly<Record<string, string>> = {
    c: "complex numbers",
    O: "Python objects",
    U: "text",
    S: "text",
  };
  const kind = descr.startsWith("[") ? "records of several fields" : kinds[type.charAt(0)];
  throw new Error(
    `${name}: holds ${kind ? `${kind} (${descr})` : `numbers of the type ${descr}`}, which cannot be read; save it with array.astype(np.float32)`,
  );
}

function isNumberType(text: string): text is Exclude<NumberType, "bf16"> {
  return numberTypes.includes(text);
}
