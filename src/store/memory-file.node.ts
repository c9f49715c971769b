import { statSync } from "node:fs";
import {
  attach,
  type Connection,
  detach,
  hasLog,
  isBusy,
  isSqliteError,
  withAttached,
} from "./attached-file.node.ts";
import { attachMemory, isMemoryFile, plainly } from "./memory-header.node.ts";
import { selectMemory } from "./memory-reader.node.ts";
import { insertMemory } from "./memory-writer.node.ts";
import { replaceFile } from "./replace-file.node.ts";
import { requireStorable } from "./storable.ts";
import type { NewMemory, StoredMemory } from "./stored-memory.ts";
import { patiently, toJournal } from "./write-ahead.node.ts";

export { isMemoryFile } from "./memory-header.node.ts";

/**
 * Keeps a memory in one file (a `.memory`, an SQLite file), replacing the file that is there: whoever reads gets
 * either all of the old memory or all of the new one, whatever happens. Patterns are `[N, d]`, N and d at
 * least 1; they are not copied. The file is of format 1; a store on it makes it one of format 2 when it is changed.
 * @throws RangeError for a memory that can't be kept as it is (an id twice, a number that isn't finite, …).
 * @throws TypeError for a payload that isn't JSON.
 * @throws Error in one plain line where the file can't be written, or a store has it open.
 */
export function writeMemoryFile(path: string, memory: NewMemory): void {
  requireStorable(memory, "writeMemoryFile");
  replaceFile(
    path,
    (temporary) => {
      withAttached(temporary, "write", (connection) => insertMemory(connection, memory, "writeMemoryFile"));
    },
    (target, rename) => withoutOthers(target, rename),
  );
}

/**
 * The memory that a file keeps, without what was deleted. Everything read is checked against its checksum. Nothing is
 * written: neither to the file, which may be read-only, nor beside it, unless a killed writer's change has to be undone
 * first.
 * @throws Error in one plain line: no such file, not a memory, of a newer format, damaged, or larger than the
 * memory that is free; and what to do.
 */
export function readMemoryFile(path: string): StoredMemory {
  const connection = attachMemory(path, "read");
  try {
    return plainly(path, () => {
      connection.exec("BEGIN");
      return selectMemory(connection, path);
    });
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`${path} doesn't fit into memory (${error.message})`);
    throw error;
  } finally {
    detach(connection);
  }
}

/**
 * Puts a file in the place of another while nobody has that one open as a store: what a store writes would be lost, and
 * its log, which goes by the file's name, would be taken for the new file's.
 */
function withoutOthers(path: string, rename: () => void): void {
  while (isMemoryFile(path)) {
    const file = statSync(path).ino;
    const connection = locked(path);
    if (!connection) break;
    try {
      if (statSync(path).ino !== file) continue;
      // Windows doesn't let go of the name of an open file.
      if (process.platform === "win32") break;
      rename();
      return;
    } finally {
      detach(connection);
    }
  }
  rename();
}

/** How long to wait for those who only read, in milliseconds; a store stays. */
const LOCK_PATIENCE_MS = 2000;

/** Locks a memory against everybody else; undefined where it is damaged or may not be written, so that nobody can. */
function locked(path: string): Connection | undefined {
  let connection: Connection | undefined;
  try {
    const attached = attach(path, "write", LOCK_PATIENCE_MS);
    connection = attached;
    patiently(LOCK_PATIENCE_MS, () => toJournal(attached));
    attached.exec("BEGIN EXCLUSIVE");
    // Somebody may have opened it in between.
    if (!hasLog(attached)) return connection;
    detach(attached);
    return locked(path);
  } catch (error) {
    if (connection) detach(connection);
    if (isBusy(error))
      throw new Error(`${path}: cannot be written: another process has it open; close it there`);
    if (!isSqliteError(error)) throw error;
    return undefined;
  }
}
