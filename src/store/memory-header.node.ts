import { closeSync, existsSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { isSystemError, notAFile, systemReason } from "../data/index.node.ts";
import {
  type Access,
  attach,
  type Connection,
  detach,
  hasLog,
  isBusy,
  isSqliteError,
  prepared,
  withAttached,
} from "./attached-file.node.ts";

/** "Madl" at byte 68 tells a memory from any other SQLite file. */
export const APPLICATION_ID = 0x4d61646c;

/** The newest format, kept at byte 60. It grows when an older reader would misread what is written. */
export const FORMAT = 2;

/** What SQLite says where something is to be written and may not be. */
const READONLY = 8;
const SQLITE_MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const AGAIN = "make it again with `madeleine remember`";

/** One line for a file whose bytes aren't what was written. */
export function damaged(path: string, what: string): Error {
  return new Error(`${path} is damaged (${what}): ${AGAIN}`);
}

function leftUnfinished(path: string): Error {
  return new Error(`${path} was left in the middle of a change: open it once where it may be written`);
}

/**
 * Whether a file says that it is a memory, by its first bytes, not its name. False for a folder and for what
 * doesn't exist or can't be read: opening it says why.
 */
export function isMemoryFile(path: string): boolean {
  try {
    requireFile(path);
    return withAttached(path, "read", headerIn)?.readUInt32BE(68) === APPLICATION_ID;
  } catch {
    return saysSo(path);
  }
}

/**
 * Attaches a memory of a known format.
 * @throws Error in one plain line: what the file is instead, and what to do.
 */
export function attachMemory(path: string, access: Access, patienceMs?: number): Connection {
  const { ino } = requireFile(path);
  return plainly(path, () => {
    const connection = attach(path, access, patienceMs);
    try {
      const header = headerIn(connection);
      if (!header) throw diagnosis(path) ?? damaged(path, "cut short");
      requireFormat(header, path);
      const now = statSync(path);
      // Another file may have taken its place meanwhile, and a log knows better how many pages there are.
      const sure = now.ino === ino && !hasLog(connection);
      if (sure && now.size < sizeOf(header)) throw damaged(path, "cut short");
      return connection;
    } catch (error) {
      detach(connection);
      throw error;
    }
  });
}

/** Does something with a memory; what SQLite complains about is told in one plain line. */
export function plainly<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    if (isBusy(error)) {
      throw new Error(`${path} is in use by another process for too long: try again later`, { cause: error });
    }
    const reason = systemReason(error).replace(/: file:\S+/, "");
    if (/^SQLITE_FULL/.test(error.code)) throw new Error(`${path}: cannot be written: ${reason}`);
    const unreadable = /^SQLITE_(IOERR|CANTOPEN|NOMEM|PERM)/.test(error.code);
    // Neither can a log be taken up there, nor can anybody else's be shared.
    const unfinished = isSqliteError(error, READONLY) || (unreadable && existsSync(`${path}-wal`));
    throw (
      diagnosis(path) ??
      (unfinished ? leftUnfinished(path) : undefined) ??
      (unreadable ? new Error(`${path}: cannot be read: ${reason}`) : damaged(path, reason))
    );
  }
}

/** @throws Error in one plain line for no such file, what is no file, and an empty one. */
export function requireFile(path: string): Stats {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error(`${path}: ${notAFile(stat)}`);
    if (stat.size === 0) throw new Error(`${path} is empty: ${AGAIN}`);
    return stat;
  } catch (error) {
    throw isSystemError(error) ? new Error(`${path}: ${systemReason(error)}`) : error;
  }
}

/** The first 100 bytes, as SQLite sees them; undefined where it takes a few bytes for an empty file. */
function headerIn(connection: Connection): Buffer | undefined {
  const sql = "SELECT CAST(data AS BLOB) AS data FROM sqlite_dbpage('stored') WHERE pgno = 1";
  const row = prepared(connection, sql).get([]) as { data: Buffer | ArrayBuffer } | undefined;
  return row && Buffer.from(row.data as ArrayBuffer).subarray(0, HEADER_BYTES);
}

function requireFormat(header: Buffer, path: string): void {
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new Error(`${path} is an SQLite file, but not a memory: make one with \`madeleine remember\``);
  }
  const format = header.readUInt32BE(60);
  if (format > FORMAT) {
    throw new Error(`${path} is format ${format}; this version reads up to ${FORMAT}: update madeleine`);
  }
  if (format < 1) throw damaged(path, `format ${format}`);
}

/** What a file is that SQLite doesn't take, from its first bytes; undefined where they are in order. */
function diagnosis(path: string): Error | undefined {
  try {
    const { bytes, size } = readHeader(path);
    if (!isSqlite(bytes)) return new Error(`${path} is not a memory: make one with \`madeleine remember\``);
    if (bytes.length < HEADER_BYTES) return damaged(path, "cut short");
    requireFormat(bytes, path);
    const [write, read] = [bytes[18], bytes[19]];
    if (write !== read || (read !== 1 && read !== 2)) return damaged(path, "changed by another program");
    // While a log lies beside it, the file itself may be behind.
    const short = size < sizeOf(bytes) && !existsSync(`${path}-wal`);
    return short ? damaged(path, "cut short") : undefined;
  } catch (error) {
    if (isSystemError(error)) return new Error(`${path}: ${systemReason(error)}`);
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** How many bytes the file has by its header. A page size of 65536 is kept as 1. */
function sizeOf(header: Buffer): number {
  return ((header[16] << 8) | (header[17] << 16)) * header.readUInt32BE(28);
}

function saysSo(path: string): boolean {
  try {
    const { bytes } = readHeader(path);
    return isSqlite(bytes) && bytes.length >= HEADER_BYTES && bytes.readUInt32BE(68) === APPLICATION_ID;
  } catch {
    return false;
  }
}

function isSqlite(bytes: Buffer): boolean {
  return (
    bytes.length >= SQLITE_MAGIC.length && bytes.toString("latin1", 0, SQLITE_MAGIC.length) === SQLITE_MAGIC
  );
}

/**
 * The first 100 bytes, or as many as there are, and the size of the file. Only for files that SQLite refuses: to close
 * one gives up what locks this process has on it.
 */
function readHeader(path: string): { bytes: Buffer; size: number } {
  // Asked before opening: opening a pipe would wait for its other end.
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error(`${path}: ${notAFile(stat)}`);
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(HEADER_BYTES);
    const count = readSync(file, bytes, 0, HEADER_BYTES, 0);
    return { bytes: bytes.subarray(0, count), size: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}
