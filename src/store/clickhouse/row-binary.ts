/** Writes values in ClickHouse's RowBinary format, where everything is little-endian and lengths are LEB128. */
export interface RowBinaryWriter {
  uint8(value: number): void;
  uint64(value: bigint): void;
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** `Array(Float32)`. */
  floats(value: Float32Array): void;
  /** All that was written. */
  done(): Uint8Array;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const encoder = new TextEncoder();
/** A byte order mark at the start is part of the text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function rowBinaryWriter(capacity: number = 1 << 16): RowBinaryWriter {
  let out = new Uint8Array(capacity);
  let view = new DataView(out.buffer);
  let end = 0;
  /** Where the next so many bytes go. It may replace `out` and `view`, so it is asked before they are. */
  const room = (count: number): number => {
    if (end + count > out.length) {
      const larger = new Uint8Array(Math.max(2 * out.length, end + count));
      larger.set(out);
      [out, view] = [larger, new DataView(larger.buffer)];
    }
    end += count;
    return end - count;
  };
  const uint8 = (value: number): void => {
    const start = room(1);
    out[start] = value;
  };
  const length = (count: number): void => {
    let rest = count;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) uint8((rest % 0x80) | 0x80);
    uint8(rest);
  };
  const bytes = (value: Uint8Array): void => {
    length(value.length);
    const start = room(value.length);
    out.set(value, start);
  };
  return {
    uint8,
    uint64(value) {
      const start = room(8);
      view.setBigUint64(start, value, true);
    },
    text: (value) => bytes(encoder.encode(value)),
    bytes,
    floats(value) {
      length(value.length);
      const start = room(4 * value.length);
      if (LITTLE_ENDIAN) out.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), start);
      else for (let i = 0; i < value.length; i++) view.setFloat32(start + 4 * i, value[i], true);
    },
    done: () => out.subarray(0, end),
  };
}

/** Reads RowBinary out of bytes; each function reads the next value. */
export interface RowBinaryReader {
  /** Whether all has been read. */
  atEnd(): boolean;
  /** How far it has read. */
  position(): number;
  uint8(): number;
  uint32(): number;
  uint64(): bigint;
  float64(): number;
  text(): string;
  bytes(): Uint8Array;
  /** `Array(Float32)`. */
  floats(): Float32Array;
  /** `Array(Float64)`. */
  doubles(): Float64Array;
  /** `Array(UInt64)`. */
  uint64s(): bigint[];
}

/** The bytes end within a value. */
export class EndOfBytes extends RangeError {}

export function rowBinaryReader(all: Uint8Array): RowBinaryReader {
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  let at = 0;
  const skip = (count: number): number => {
    if (at + count > all.length) throw new EndOfBytes("the bytes end within a value");
    at += count;
    return at - count;
  };
  const length = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = all[skip(1)];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  };
  const bytes = (): Uint8Array => {
    const count = length();
    const start = skip(count);
    return all.subarray(start, start + count);
  };
  const uint64 = (): bigint => view.getBigUint64(skip(8), true);
  return {
    atEnd: () => at >= all.length,
    position: () => at,
    uint8: () => all[skip(1)],
    uint32: () => view.getUint32(skip(4), true),
    uint64,
    float64: () => view.getFloat64(skip(8), true),
    text: () => decoder.decode(bytes()),
    bytes,
    floats() {
      const out = new Float32Array(length());
      const start = skip(4 * out.length);
      for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(start + 4 * i, true);
      return out;
    },
    doubles() {
      const out = new Float64Array(length());
      const start = skip(8 * out.length);
      for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(start + 8 * i, true);
      return out;
    },
    uint64s: () => Array.from({ length: length() }, uint64),
  };
}
