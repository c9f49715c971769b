import { inflateSync } from "fflate";
import { crc32, unpackedLimit } from "./gzip.ts";

/** A file of an archive, as the archive's directory lists it. */
interface ZipEntry {
  readonly path: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

/** Deflate cannot pack better than this: 258 bytes in two bits. */
const bestRatio = 1032;

/**
 * The files of a zip archive (PKWARE APPNOTE 6.3), stored or deflated, one after the other in the order of its
 * directory; folders are left out. Sizes are checked before anything is unpacked, and checksums after.
 * (fflate's own `unzipSync` trusts the sizes, doesn't verify checksums and can run away on damaged directories.)
 * @param name names the archive in errors.
 */
export function* unzipped(
  bytes: Uint8Array,
  name = "zip",
  limit: number = unpackedLimit,
): Generator<[path: string, content: Uint8Array]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view, name).filter((entry) => !entry.path.endsWith("/"));
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const greedy = entries.find((entry) => entry.size > entry.packedSize * bestRatio);
  if (total > limit || greedy) {
    const claim = greedy
      ? `${greedy.path} claims ${greedy.size} bytes from ${greedy.packedSize}`
      : `claims ${total} bytes`;
    throw new Error(`${name}: ${claim}; at most ${limit} bytes are unpacked, so save it in parts`);
  }
  for (const entry of entries) yield [entry.path, unpackEntry(view, entry, name)];
}

function readDirectory(view: DataView, name: string): ZipEntry[] {
  const end = findEnd(view, name);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) {
    throw new Error(`${name}: is a zip64 archive, for 4 GiB or 65535 files and more; save it in parts`);
  }
  const entries: ZipEntry[] = [];
  const paths = new Set<string>();
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(name, "its directory is unreadable");
    const pathLength = view.getUint16(at + 28, true);
    if (at + 46 + pathLength > end) throw damaged(name, "its directory is unreadable");
    const entry = readEntry(view, at, pathLength);
    if (paths.has(entry.path)) throw damaged(name, `it lists ${entry.path} twice`);
    paths.add(entry.path);
    entries.push(entry);
    at += 46 + pathLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where the record "end of central directory" begins: it closes the file, behind it only its own comment. */
function findEnd(view: DataView, name: string): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50 && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw damaged(name, "it has no directory at its end");
}

function readEntry(view: DataView, at: number, pathLength: number): ZipEntry {
  const path = new Uint8Array(view.buffer, view.byteOffset + at + 46, pathLength);
  return {
    path: new TextDecoder().decode(path),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

function unpackEntry(view: DataView, entry: ZipEntry, name: string): Uint8Array {
  const { path, method, offset, packedSize, size } = entry;
  if (entry.encrypted) throw new Error(`${name}: ${path} is encrypted; save it without a password`);
  if (method !== 0 && method !== 8) {
    throw new Error(
      `${name}: ${path} is packed by method ${method}, expected stored (0) or deflated (8); pack it again`,
    );
  }
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== 0x04034b50) {
    throw damaged(name, `${path} is not where the directory says`);
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packedSize > view.byteLength) throw damaged(name, `${path} reaches beyond the end`);
  const packed = new Uint8Array(view.buffer, view.byteOffset + start, packedSize);
  const content = method === 0 ? packed : inflated(packed, size, `${name}: ${path}`);
  if (content.length !== size || crc32(content) !== entry.crc) {
    throw damaged(name, `the length or checksum of ${path} differs`);
  }
  return content;
}

function inflated(packed: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw new Error(
      `${name} is damaged (${error instanceof Error ? error.message : error}); save or copy it again`,
      {
        cause: error,
      },
    );
  }
}

function damaged(name: string, reason: string): Error {
  return new Error(`${name}: is no zip archive, or a damaged one (${reason}); save or copy it again`);
}
