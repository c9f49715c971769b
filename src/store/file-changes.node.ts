import { type Connection, prepared } from "./attached-file.node.ts";
import { selectManifest } from "./memory-reader.node.ts";
import { type Manifest, MIGRATION } from "./memory-schema.node.ts";
import { insertBlobs, insertManifest, itemInserter } from "./memory-writer.node.ts";
import type { PreparedItem } from "./new-items.ts";
import { insertRows, mergeTail, shrinkPieces } from "./piece-writer.node.ts";

/*
 * What changes a file, each within a transaction of the caller's.
 */

/** Makes format 2 of format 1; leaves format 2 as it is. */
export function migrate(connection: Connection): void {
  const { user_version: format } = prepared(connection, "PRAGMA stored.user_version").get([]) as {
    user_version: number;
  };
  if (format === 1) connection.exec(MIGRATION);
}

/** Adds items at new positions, in place of those of the same ids. */
export function appendItems(connection: Connection, path: string, items: readonly PreparedItem[]): void {
  const manifest = selectManifest(connection, path);
  const { dimension, next } = manifest;
  const target = { connection, path, dimension };
  const replaced =
    manifest.items === 0
      ? []
      : removeItems(
          connection,
          items.map(({ id }) => id),
        );
  const insert = itemInserter(connection);
  const vectors = new Float32Array(items.length * dimension);
  items.forEach(({ id, vector, json }, i) => {
    insert(next + i, id, json);
    vectors.set(vector, i * dimension);
  });
  insertRows(
    target,
    Float64Array.from(items, (_, i) => next + i),
    vectors,
  );
  shrinkPieces(target, replaced);
  mergeTail(target);
  const count = manifest.items - replaced.length + items.length;
  replaceManifest(connection, { ...manifest, items: count, next: next + items.length });
}

/** Deletes items by id; how many of them were there. */
export function deleteItems(connection: Connection, path: string, ids: readonly string[]): number {
  const manifest = selectManifest(connection, path);
  const removed = removeItems(connection, ids);
  shrinkPieces({ connection, path, dimension: manifest.dimension }, removed);
  replaceManifest(connection, { ...manifest, items: manifest.items - removed.length });
  return removed.length;
}

/** Keeps a blob in place of the one of that name; undefined deletes that one. */
export function replaceBlob(
  connection: Connection,
  path: string,
  { name, bytes }: { name: string; bytes: Uint8Array | undefined },
): void {
  const manifest = selectManifest(connection, path);
  prepared(connection, "DELETE FROM stored.blobs WHERE name = ?").run([name]);
  const others = manifest.blobs.filter(([other]) => other !== name);
  if (bytes) insertBlobs(connection, new Map([[name, bytes]]));
  replaceManifest(connection, { ...manifest, blobs: bytes ? [...others, [name, bytes.length]] : others });
}

/** Deletes the rows of items; the positions of those that were there. */
function removeItems(connection: Connection, ids: readonly string[]): number[] {
  const find = prepared(
    connection,
    "SELECT CAST(position AS INTEGER) AS position FROM stored.items WHERE id = ?",
  );
  const remove = prepared(connection, "DELETE FROM stored.items WHERE position = ?");
  return ids.flatMap((id) => {
    const row = find.get([id]) as { position: number } | undefined;
    if (!row) return [];
    remove.run([row.position]);
    return [row.position];
  });
}

function replaceManifest(connection: Connection, manifest: Manifest): void {
  connection.exec("DELETE FROM stored.manifest");
  insertManifest(connection, manifest);
}
