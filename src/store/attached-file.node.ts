import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";

/** A connection whose tables are those of the file, as `stored.items` and so on. */
export type Connection = Database.Database;

/**
 * What may be done. `"read"` leaves nothing beside the file and works on read-only files in read-only folders;
 * it waits while the file is being moved between its two ways of being kept (see memory-schema.node.ts).
 */
export type Access = "read" | "write";

/** How long to wait for another process, in milliseconds. */
export const PATIENCE_MS = 5000;

/** What to try, one after the other: the second recovers what a killed writer left, the third needs no lock. */
const WAYS: Readonly<Record<Access, readonly string[]>> = {
  read: ["?mode=ro", "?mode=rw", "?mode=ro&immutable=1"],
  write: ["?mode=rw"],
};

const [READONLY, CANTOPEN] = [8, 14];

/**
 * Opens an existing SQLite file under the name `stored`.
 *
 * The file is attached to an empty database in memory rather than opened: libsql keeps an opened file open
 * until the garbage collector has found every statement, but detaching closes it at once.
 *
 * Only SQLite may open a memory that this process may have open elsewhere: POSIX gives up all locks of a process on a
 * file as soon as it closes the file once, and only SQLite knows to wait with that.
 */
export function attach(path: string, access: Access, patienceMs: number = PATIENCE_MS): Connection {
  let first: unknown;
  for (const way of WAYS[access]) {
    if (way.includes("immutable") && ["-wal", "-journal"].some((end) => existsSync(path + end))) continue;
    const connection = new Database(":memory:", { timeout: patienceMs });
    try {
      connection.prepare("ATTACH ? AS stored").run([pathToFileURL(resolve(path)).href + way]);
      if (way !== "?mode=ro" || !hasLog(connection)) return connection;
      // Who may only read leaves the log's files behind; who may write removes them.
      const writing = attach(path, "write", patienceMs);
      detach(connection);
      return writing;
    } catch (error) {
      connection.close();
      first ??= error;
      if (!isSqliteError(error, READONLY, CANTOPEN)) break;
    }
  }
  throw first;
}

/** Whether the file has a log. */
export function hasLog(connection: Connection): boolean {
  const mode = connection.prepare("PRAGMA stored.journal_mode").get([]) as { journal_mode: string };
  return mode.journal_mode === "wal";
}

const statements = new WeakMap<Connection, Map<string, Database.Statement>>();

/**
 * A statement of a connection, prepared once: libsql gives a statement's memory back only when the garbage collector
 * has found it, which doesn't see how large it is.
 */
export function prepared(connection: Connection, sql: string): Database.Statement {
  const known = statements.get(connection) ?? new Map<string, Database.Statement>();
  statements.set(connection, known);
  const statement = known.get(sql) ?? connection.prepare(sql);
  known.set(sql, statement);
  return statement;
}

/** Closes the file, as far as SQLite is able to. */
export function detach(connection: Connection): void {
  for (const sql of ["ROLLBACK", "DETACH stored"]) {
    try {
      connection.exec(sql);
    } catch (error) {
      // No transaction to roll back, or nothing sound to roll back to.
      if (!isSqliteError(error)) throw error;
    }
  }
  connection.close();
}

/** Attaches a file, hands the connection to `use`, and closes the file. */
export function withAttached<T>(path: string, access: Access, use: (connection: Connection) => T): T {
  const connection = attach(path, access);
  try {
    return use(connection);
  } finally {
    detach(connection);
  }
}

/** What SQLite complains about. */
export type SqliteFault = Error & { readonly code: string; readonly rawCode?: number };

/** Whether SQLite says so; with codes, whether it says one of these. */
export function isSqliteError(error: unknown, ...codes: readonly number[]): error is SqliteFault {
  if (!(error instanceof Database.SqliteError)) return false;
  return codes.length === 0 || codes.includes((error.rawCode ?? 0) & 0xff);
}

/** Whether another process, or connection, holds what is wanted; also where that was told in plain words. */
export function isBusy(error: unknown): boolean {
  const [BUSY, LOCKED] = [5, 6];
  if (isSqliteError(error, BUSY, LOCKED)) return true;
  return error instanceof Error && isSqliteError(error.cause, BUSY, LOCKED);
}
