import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { isSystemError, notAFile, systemReason } from "../data/index.node.ts";

const HOST = hostname().replaceAll(/[^A-Za-z0-9.]/g, "-");
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Writes a file whole or not at all: `write` fills an empty temporary file beside it, which is synced and renamed
 * over it. Of several writers at once, the last to rename wins. A writer that is killed leaves its temporary
 * file, `NAME.HOST-PROCESS-THREAD-RANDOM.tmp`; the next one to write the same file removes it.
 *
 * A link is followed, and the file keeps its permissions.
 * @param commit calls `rename`, which puts the new file in the place of the old one, `target`
 * @throws Error in one plain line where the file can't be written; what `write` and `commit` throw.
 */
export function replaceFile(
  path: string,
  write: (temporary: string) => void,
  commit: (target: string, rename: () => void) => void = (_, rename) => rename(),
): void {
  let temporary: string | undefined;
  try {
    const target = existing(path);
    const old = statSync(target, { throwIfNoEntry: false });
    if (old && !old.isFile()) throw new Error(`${path}: cannot be written: ${notAFile(old)}`);
    temporary = createTemporary(target);
    removeAbandoned(target, temporary);
    write(temporary);
    sync(temporary);
    if (old) chmodSync(temporary, old.mode & 0o777);
    const made = temporary;
    commit(target, () => renameSync(made, target));
    syncFolder(dirname(target));
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw isSystemError(error) ? new Error(`${path}: cannot be written: ${systemReason(error)}`) : error;
  }
}

/**
 * Makes a file, whole or not at all, where there is none; one that somebody else has made meanwhile stays.
 * @throws Error in one plain line where the file can't be written; what `write` throws.
 */
export function createFile(path: string, write: (temporary: string) => void): void {
  let temporary: string | undefined;
  try {
    const target = existing(path);
    temporary = createTemporary(target);
    removeAbandoned(target, temporary);
    write(temporary);
    sync(temporary);
    const made = temporary;
    tolerating(["EEXIST"], () => {
      try {
        linkSync(made, target);
      } catch (error) {
        // Some disks know no second name for a file.
        if (!isSystemError(error) || error.code === "EEXIST") throw error;
        copyFileSync(made, target, constants.COPYFILE_EXCL);
        sync(target);
      }
    });
    syncFolder(dirname(target));
  } catch (error) {
    throw isSystemError(error) ? new Error(`${path}: cannot be written: ${systemReason(error)}`) : error;
  } finally {
    if (temporary !== undefined) rmSync(temporary, { force: true });
  }
}

/** The file that a path leads to, or the path itself where there is none yet. */
function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Creates an empty file of a name that no other writer has. */
function createTemporary(target: string): string {
  const random = randomBytes(4).toString("hex");
  const temporary = `${target}.${HOST}-${process.pid}-${threadId}-${random}.tmp`;
  closeSync(openSync(temporary, "wx"));
  return temporary;
}

/** Removes temporary files of `target` whose writers are gone, where that is allowed; `own` is not one of them. */
function removeAbandoned(target: string, own: string): void {
  const [folder, prefix] = [dirname(target), `${basename(target)}.`];
  tolerating(["EACCES", "EPERM"], () => {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix) || name === basename(own)) continue;
      const path = join(folder, name);
      if (isAbandoned(name.slice(prefix.length), path, own)) rmSync(path, { force: true });
    }
  });
}

/** Whether the rest of a name is that of a temporary file, and its writer is gone. */
function isAbandoned(rest: string, path: string, own: string): boolean {
  const [, host, process, thread] = /^(.+)-(\d+)-(\d+)-[0-9a-f]{8}\.tmp$/.exec(rest) ?? [];
  if (host === undefined) return false;
  return host === HOST ? !isWriting(Number(process), Number(thread)) : isOlder(path, own, DAY_MS);
}

/** Whether a writer on this machine may still be at work. This thread is not: it writes one file at a time. */
function isWriting(pid: number, thread: number): boolean {
  if (pid === process.pid) return thread !== threadId;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code !== "ESRCH";
  }
}

function isOlder(path: string, own: string, byMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && statSync(own).mtimeMs - stat.mtimeMs > byMs;
}

function sync(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename last. Windows and some network disks can't sync a folder, and need not. */
function syncFolder(path: string): void {
  tolerating(["EACCES", "EPERM", "EISDIR", "EINVAL", "ENOTSUP", "EBADF"], () => {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  });
}

/** Does what may fail for reasons that don't matter here. */
function tolerating(codes: readonly string[], action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isSystemError(error) || !codes.includes(error.code)) throw error;
  }
}
