import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";

/** A connection whose tables are those of the file, as `stored.items` and so on. */
export type Connection = Database.Database;

/** What may be done: `"immutable"` reads without locks and leaves nothing beside the file. */
export type Access = "immutable" | "write";

const QUERIES: Readonly<Record<Access, string>> = { immutable: "?mode=ro&immutable=1", write: "?mode=rw" };

/**
 * Opens an existing SQLite file under the name `stored`, hands the connection to `use`, and closes the file.
 *
 * The file is attached to an empty database in memory rather than opened: libsql keeps an opened file open
 * until the garbage collector has found every statement, but detaching closes it at once.
 */
export function withAttached<T>(path: string, access: Access, use: (connection: Connection) => T): T {
  const connection = new Database(":memory:");
  try {
    connection.prepare("ATTACH ? AS stored").run([pathToFileURL(resolve(path)).href + QUERIES[access]]);
    const result = attempt(connection, use);
    connection.exec("DETACH stored");
    return result;
  } finally {
    connection.close();
  }
}

/** What `use` gives; where it fails, the file is closed as far as SQLite is able to. */
function attempt<T>(connection: Connection, use: (connection: Connection) => T): T {
  try {
    return use(connection);
  } catch (error) {
    for (const sql of ["ROLLBACK", "DETACH stored"]) {
      try {
        connection.exec(sql);
      } catch (consequence) {
        // No transaction to roll back, or nothing sound to roll back to: the first error is the one to tell.
        if (!(consequence instanceof Database.SqliteError)) throw consequence;
      }
    }
    throw error;
  }
}
