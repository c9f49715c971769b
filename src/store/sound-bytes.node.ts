import { damaged } from "./memory-header.node.ts";
import { checksumOf } from "./memory-schema.node.ts";

/** As libsql hands bytes over. */
export type Bytes = Buffer | ArrayBuffer | null;

/**
 * The bytes of a row `{ bytes, checksum }`, which must be those that were written.
 * @throws Error in one plain line.
 */
export function soundBytes(row: unknown, place: string, path: string): Buffer {
  if (row === undefined) throw damaged(path, `${place}: missing`);
  const { bytes, checksum } = row as { bytes: Bytes; checksum: number };
  const found = toBuffer(bytes);
  if (checksumOf(place, found) !== checksum) throw damaged(path, `${place}: checksum differs`);
  return found;
}

/** No copy. A column that should hold something is NULL only where the file is damaged. */
export function toBuffer(bytes: Bytes): Buffer {
  if (bytes === null) return Buffer.alloc(0);
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes) : bytes;
}
