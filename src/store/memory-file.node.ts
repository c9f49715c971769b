import Database from "libsql";
import { systemReason } from "../data/index.node.ts";
import { withAttached } from "./attached-file.node.ts";
import { damaged, requireMemory } from "./memory-header.node.ts";
import { selectMemory } from "./memory-reader.node.ts";
import { insertMemory } from "./memory-writer.node.ts";
import { replaceFile } from "./replace-file.node.ts";
import { requireStorable } from "./storable.ts";
import type { NewMemory, StoredMemory } from "./stored-memory.ts";

export { isMemoryFile } from "./memory-header.node.ts";

/**
 * Keeps a memory in one file (a `.memory`, an SQLite file), replacing the file that is there: whoever reads gets
 * either all of the old memory or all of the new one, whatever happens. Patterns are `[N, d]`, N and d at
 * least 1; they are not copied.
 * @throws RangeError for a memory that can't be kept as it is (an id twice, a number that isn't finite, …).
 * @throws TypeError for a payload that isn't JSON.
 * @throws Error in one plain line where the file can't be written.
 */
export function writeMemoryFile(path: string, memory: NewMemory): void {
  requireStorable(memory, "writeMemoryFile");
  replaceFile(path, (temporary) => {
    withAttached(temporary, "write", (connection) => insertMemory(connection, memory, "writeMemoryFile"));
  });
}

/**
 * The memory that a file keeps. Everything read is checked against its checksum. Nothing is written: neither to
 * the file, which may be read-only, nor beside it.
 * @throws Error in one plain line: no such file, not a memory, of a newer format, damaged, or larger than the
 * memory that is free; and what to do.
 */
export function readMemoryFile(path: string): StoredMemory {
  requireMemory(path);
  try {
    return withAttached(path, "immutable", (connection) => selectMemory(connection, path));
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`${path} doesn't fit into memory (${error.message})`);
    if (!(error instanceof Database.SqliteError)) throw error;
    const reason = systemReason(error).replace(/: file:\S+/, "");
    const unreadable = /^SQLITE_(IOERR|CANTOPEN|NOMEM|PERM)/.test(error.code);
    throw unreadable ? new Error(`${path}: cannot be read: ${reason}`) : damaged(path, reason);
  }
}
