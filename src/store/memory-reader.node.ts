import { type Matrix, zeros } from "../math/index.ts";
import type { Connection } from "./attached-file.node.ts";
import { damaged } from "./memory-header.node.ts";
import { bytesOf, checksumOf, fromLittleEndian, type Manifest, placeOf } from "./memory-schema.node.ts";
import type { StoredMemory } from "./stored-memory.ts";

/*
 * Every column is cast: a damaged file can hold text where a number was written, and libsql ends the process
 * when it is handed text that isn't UTF-8.
 */
const SELECT_MANIFEST =
  "SELECT CAST(content AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum FROM stored.manifest";
const SELECT_ITEMS = `
  SELECT CAST(position AS INTEGER) AS place, CAST(id AS BLOB) AS id, CAST(payload AS BLOB) AS payload,
    CAST(checksum AS INTEGER) AS checksum
  FROM stored.items WHERE position >= ? ORDER BY position LIMIT ?`;
const SELECT_PATTERNS = `
  SELECT CAST(bytes AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum
  FROM stored.patterns WHERE first = ?`;
const SELECT_BLOB = `
  SELECT CAST(bytes AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum
  FROM stored.blobs WHERE name = ? AND start = ?`;

/** Items are asked for this many at a time. */
const ITEMS_AT_A_TIME = 1000;

/** As libsql hands bytes over. */
type Bytes = Buffer | ArrayBuffer | null;

interface ItemRow {
  readonly place: number;
  readonly id: Bytes;
  readonly payload: Bytes;
  readonly checksum: number;
}

/**
 * Reads the memory in the file attached to the connection, checking every row.
 * @param path for messages
 * @throws Error in one plain line where something is missing or differs from what was written; SqliteError.
 */
export function selectMemory(connection: Connection, path: string): StoredMemory {
  const manifest = selectManifest(connection, path);
  const { ids, payloads } = selectItems(connection, path, manifest.items);
  const patterns = selectPatterns(connection, path, manifest);
  const blobs = new Map<string, Uint8Array>();
  for (const [name, length] of manifest.blobs) blobs.set(name, selectBlob(connection, path, name, length));
  return { ids, payloads, patterns, blobs };
}

function selectManifest(connection: Connection, path: string): Manifest {
  const bytes = soundBytes(connection.prepare(SELECT_MANIFEST).get([]), placeOf.manifest, path);
  return JSON.parse(bytes.toString()) as Manifest;
}

function selectItems(
  connection: Connection,
  path: string,
  count: number,
): { ids: string[]; payloads: unknown[] } {
  const [ids, payloads]: [string[], unknown[]] = [[], []];
  const select = connection.prepare(SELECT_ITEMS);
  while (ids.length < count) {
    const rows = select.all([ids.length, Math.min(ITEMS_AT_A_TIME, count - ids.length)]) as ItemRow[];
    if (rows.length === 0) throw damaged(path, `${placeOf.item(ids.length)}: missing`);
    for (const row of rows) {
      const [id, payload] = soundItem(row, ids.length, path);
      ids.push(id);
      payloads.push(payload === undefined ? undefined : JSON.parse(payload));
    }
  }
  return { ids, payloads };
}

function soundItem(row: ItemRow, position: number, path: string): string[] {
  const place = placeOf.item(position);
  if (row.place !== position) throw damaged(path, `${place}: missing`);
  const parts = row.payload === null ? [toBuffer(row.id)] : [toBuffer(row.id), toBuffer(row.payload)];
  if (checksumOf(place, ...parts) !== row.checksum) throw damaged(path, `${place}: checksum differs`);
  return parts.map(String);
}

function selectPatterns(connection: Connection, path: string, { items, dimension }: Manifest): Matrix {
  const patterns = zeros(items, dimension);
  const select = connection.prepare(SELECT_PATTERNS);
  fill(bytesOf(patterns.data), path, (at) => {
    const first = at / (4 * dimension);
    return soundBytes(select.get([first]), placeOf.patterns(first), path);
  });
  fromLittleEndian(patterns.data);
  return patterns;
}

function selectBlob(connection: Connection, path: string, name: string, length: number): Uint8Array {
  const select = connection.prepare(SELECT_BLOB);
  return fill(new Uint8Array(length), path, (start) =>
    soundBytes(select.get([name, start]), placeOf.blob(name, start), path),
  );
}

/** Fills `out` with its pieces, one after the other. */
function fill(out: Uint8Array, path: string, pieceAt: (start: number) => Uint8Array): Uint8Array {
  let start = 0;
  while (start < out.length) {
    const piece = pieceAt(start);
    if (piece.length === 0 || start + piece.length > out.length) throw damaged(path, "pieces don't fit");
    out.set(piece, start);
    start += piece.length;
  }
  return out;
}

function soundBytes(row: unknown, place: string, path: string): Buffer {
  if (row === undefined) throw damaged(path, `${place}: missing`);
  const { bytes, checksum } = row as { bytes: Bytes; checksum: number };
  const found = toBuffer(bytes);
  if (checksumOf(place, found) !== checksum) throw damaged(path, `${place}: checksum differs`);
  return found;
}

/** No copy. A column that should hold something is NULL only where the file is damaged. */
function toBuffer(bytes: Bytes): Buffer {
  if (bytes === null) return Buffer.alloc(0);
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes) : bytes;
}
