import { setTimeout } from "node:timers/promises";
import { type Connection, isBusy, isSqliteError } from "./attached-file.node.ts";

/*
 * A memory that is open for changes has a write-ahead log; one at rest has a rollback journal, which is no file.
 */

/** Another process's log is cut to so many bytes when it begins anew. */
const LOG_BYTES = 2 ** 24;

/**
 * Keeps changes in a log from now on, each on the disk when it is committed; what is deleted is overwritten.
 * @returns false where the file may not be written.
 */
export function toLog(connection: Connection): boolean {
  try {
    const mode = connection.prepare("PRAGMA stored.journal_mode = WAL").get([]) as { journal_mode: string };
    connection.exec("PRAGMA stored.synchronous = FULL");
    connection.prepare("PRAGMA stored.secure_delete = ON").get([]);
    connection.prepare(`PRAGMA stored.journal_size_limit = ${LOG_BYTES}`).get([]);
    return mode.journal_mode === "wal";
  } catch (error) {
    const [READONLY, CANTOPEN] = [8, 14];
    if (isSqliteError(error, READONLY, CANTOPEN)) return false;
    throw error;
  }
}

/**
 * Puts the log into the file and removes it.
 * @throws SqliteError where somebody else has the file open: the last to close does it.
 */
export function toJournal(connection: Connection): void {
  connection.prepare("PRAGMA stored.journal_mode = DELETE").get([]);
}

/** Tries again while others hold what is wanted: SQLite itself doesn't always wait when the kind of journal changes. */
export function patiently<T>(patienceMs: number, action: () => T): T {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

const PAUSE_MS = 10;

/** As SQLite itself waits, which would keep this thread from everything else: longer and longer, at most so long. */
const PAUSES_MS = [1, 2, 5, 10, 15, 20, 25] as const;

/** As {@link patiently}, but others run while it waits; `action` leaves nothing half done where it fails. */
export async function waiting<T>(patienceMs: number, action: () => T): Promise<T> {
  const end = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    await setTimeout(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]);
  }
}
