import { detach } from "./attached-file.node.ts";
import { attachMemory, plainly } from "./memory-header.node.ts";
import { selectBlob, selectManifest } from "./memory-reader.node.ts";

/** What a memory says of itself, without its items. */
export interface MemoryHead {
  /** N. */
  readonly items: number;
  /** d. */
  readonly dimension: number;
  /** The blob that was asked for, where there is one. */
  readonly blob: Uint8Array | undefined;
}

/**
 * How many items a file keeps, of how many numbers, and one of its blobs: without reading the items.
 * @throws Error in one plain line: no such file, not a memory, of a newer format, or damaged.
 */
export function readMemoryHead(path: string, blob: string): MemoryHead {
  const connection = attachMemory(path, "read");
  try {
    return plainly(path, () => {
      connection.exec("BEGIN");
      const { items, dimension, blobs } = selectManifest(connection, path);
      const found = blobs.find(([name]) => name === blob);
      const bytes = found && selectBlob(connection, path, { name: blob, length: found[1] });
      return { items, dimension, blob: bytes };
    });
  } finally {
    detach(connection);
  }
}
