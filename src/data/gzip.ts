import { Gunzip } from "fflate";

/** The most bytes that a compressed file may unpack to, where nothing else is said: 2 GiB. */
export const unpackedLimit: number = 2 ** 31;

const chunkSize = 1 << 16;

/** What is unpacked so far: `bytes` has room, `length` of it is filled, `memberStart` begins the current member. */
interface Unpacked {
  bytes: Uint8Array;
  length: number;
  memberStart: number;
}

/**
 * The bytes unpacked where they begin like gzip (RFC 1952, one or several members), otherwise the bytes themselves.
 * Lengths and checksums are verified, and unpacking stops at `limit` bytes.
 * @param name names the file in errors.
 */
export function gunzipped(bytes: Uint8Array, name = "file", limit: number = unpackedLimit): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked: Unpacked = { bytes: new Uint8Array(guessSize(bytes, limit)), length: 0, memberStart: 0 };
  const stream = new Gunzip((chunk) => append(unpacked, chunk, { name, limit }));
  stream.onmember = (offset) => checkMember(unpacked, bytes.subarray(0, offset), name);
  try {
    for (let at = 0; at < bytes.length; at += chunkSize) {
      stream.push(bytes.subarray(at, at + chunkSize), at + chunkSize >= bytes.length);
    }
  } catch (error) {
    throw error instanceof Error && "code" in error ? damaged(name, error) : error;
  }
  checkMember(unpacked, bytes, name);
  return unpacked.bytes.subarray(0, unpacked.length);
}

/** The CRC-32 of the bytes (RFC 1952, section 8), as gzip and zip store it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crcTable[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The size that the last four bytes claim, but no more than an honest file is likely to need. */
function guessSize(bytes: Uint8Array, limit: number): number {
  const claimed = bytes.length < 18 ? 0 : uint32(bytes, bytes.length - 4);
  return Math.min(claimed, limit, bytes.length * 16);
}

function append(unpacked: Unpacked, chunk: Uint8Array, options: { name: string; limit: number }): void {
  const { name, limit } = options;
  const needed = unpacked.length + chunk.length;
  if (needed > limit) {
    throw new Error(
      `${name}: unpacks to more than ${limit} bytes, the most that is read; unpack it yourself or split it`,
    );
  }
  if (needed > unpacked.bytes.length) {
    const grown = new Uint8Array(Math.min(limit, Math.max(needed, 2 * unpacked.bytes.length)));
    grown.set(unpacked.bytes.subarray(0, unpacked.length));
    unpacked.bytes = grown;
  }
  unpacked.bytes.set(chunk, unpacked.length);
  unpacked.length = needed;
}

/** Checks the member that ends where `packed` ends against its last eight bytes: checksum and length. */
function checkMember(unpacked: Unpacked, packed: Uint8Array, name: string): void {
  const member = unpacked.bytes.subarray(unpacked.memberStart, unpacked.length);
  const [storedCrc, storedLength] = [uint32(packed, packed.length - 8), uint32(packed, packed.length - 4)];
  if (packed.length < 18 || storedLength !== member.length % 2 ** 32 || storedCrc !== crc32(member)) {
    throw damaged(name, new Error("length or checksum differs"));
  }
  unpacked.memberStart = unpacked.length;
}

function damaged(name: string, cause: Error): Error {
  const reason = cause.message.replace(/\.$/, "");
  return new Error(`${name}: the gzip data is cut short or damaged (${reason}); download or copy it again`, {
    cause,
  });
}

/** The little-endian number at `at`; bytes outside count as 0. */
function uint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}
