import type { Matrix } from "../math/index.ts";
import { type Connection, prepared } from "./attached-file.node.ts";
import {
  bytesOf,
  checksumOf,
  littleEndian,
  type Manifest,
  PIECE_BYTES,
  placeOf,
  SCHEMA,
} from "./memory-schema.node.ts";
import { payloadJson } from "./storable.ts";
import type { NewMemory } from "./stored-memory.ts";

/**
 * Writes a memory into the empty file attached to the connection, without a journal on disk: what is there after
 * a crash is good for nothing.
 * @param caller the function to name in messages
 * @throws TypeError for a payload that isn't JSON; SqliteError.
 */
export function insertMemory(connection: Connection, memory: NewMemory, caller: string): void {
  const blobs = memory.blobs ?? new Map<string, Uint8Array>();
  connection.exec(SCHEMA);
  const { rows: items, columns: dimension } = memory.patterns;
  const lengths = Array.from(blobs, ([name, { length }]) => [name, length] as const);
  insertManifest(connection, { items, dimension, blobs: lengths });
  insertItems(connection, memory, caller);
  insertPatterns(connection, memory.patterns);
  insertBlobs(connection, blobs);
  connection.exec("COMMIT");
}

/** Writes the manifest's row. */
export function insertManifest(connection: Connection, manifest: Manifest): void {
  const content = JSON.stringify(manifest);
  const checksum = checksumOf(placeOf.manifest, Buffer.from(content));
  prepared(connection, "INSERT INTO stored.manifest VALUES (?, ?)").run([content, checksum]);
}

function insertItems(connection: Connection, { ids, payloads }: NewMemory, caller: string): void {
  const insert = itemInserter(connection);
  ids.forEach((id, position) => {
    insert(position, id, payloadJson(payloads?.[position], id, caller));
  });
}

/** Writes an item's row; `json` is its payload. */
export function itemInserter(
  connection: Connection,
): (position: number, id: string, json: string | undefined) => void {
  const insert = prepared(connection, "INSERT INTO stored.items VALUES (?, ?, ?, ?)");
  return (position, id, json) => {
    const parts = json === undefined ? [id] : [id, json];
    const checksum = checksumOf(placeOf.item(position), ...parts.map((part) => Buffer.from(part)));
    insert.run([position, id, json ?? null, checksum]);
  };
}

function insertPatterns(connection: Connection, { rows, columns, data }: Matrix): void {
  const insert = prepared(connection, "INSERT INTO stored.patterns VALUES (?, ?, ?)");
  const step = Math.max(1, Math.floor(PIECE_BYTES / (4 * columns)));
  for (let first = 0; first < rows; first += step) {
    const bytes = littleEndian(data.subarray(first * columns, (first + step) * columns));
    insert.run([first, bytes, checksumOf(placeOf.patterns(first), bytes)]);
  }
}

/** Writes the pieces of blobs. */
export function insertBlobs(connection: Connection, blobs: ReadonlyMap<string, Uint8Array>): void {
  const insert = prepared(connection, "INSERT INTO stored.blobs VALUES (?, ?, ?, ?)");
  for (const [name, blob] of blobs) {
    for (let start = 0; start < blob.length; start += PIECE_BYTES) {
      const bytes = bytesOf(blob.subarray(start, start + PIECE_BYTES));
      insert.run([name, start, bytes, checksumOf(placeOf.blob(name, start), bytes)]);
    }
  }
}
