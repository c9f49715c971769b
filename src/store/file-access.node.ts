import { statSync } from "node:fs";
import { attach, type Connection, detach, isSqliteError } from "./attached-file.node.ts";
import { migrate } from "./file-changes.node.ts";
import { attachMemory, plainly } from "./memory-header.node.ts";
import { SCHEMA } from "./memory-schema.node.ts";
import { insertManifest } from "./memory-writer.node.ts";
import { toLog } from "./write-ahead.node.ts";

/** Makes a file without items. */
export function createMemory(path: string, dimension: number): void {
  const connection = attach(path, "write");
  try {
    connection.exec(SCHEMA);
    insertManifest(connection, { items: 0, dimension, blobs: [], next: 0 });
    migrate(connection);
    connection.exec("COMMIT");
  } finally {
    detach(connection);
  }
}

/** A file as a store has it open. */
export interface OpenedFile {
  readonly connection: Connection;
  readonly writable: boolean;
}

/** Opens a file for changes where that is allowed, else for reading; neither waits for anybody. */
export function openFile(path: string): OpenedFile {
  const connection = attachMemory(path, "write", 0);
  try {
    if (plainly(path, () => toLog(connection))) return { connection, writable: true };
  } catch (error) {
    detach(connection);
    throw error;
  }
  detach(connection);
  return { connection: attachMemory(path, "read", 0), writable: false };
}

/** Which file a path leads to. */
export function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev} ${stat.ino} ${stat.birthtimeNs}` : "none";
}

export function inTransaction<T>(
  connection: Connection,
  begin: string,
  use: (connection: Connection) => T,
): T {
  try {
    connection.exec(begin);
    const result = use(connection);
    connection.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      connection.exec("ROLLBACK");
    } catch (consequence) {
      // SQLite has rolled back by itself: the first error is the one to tell.
      if (!isSqliteError(consequence)) throw consequence;
    }
    throw error;
  }
}
