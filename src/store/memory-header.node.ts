import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { isSystemError, notAFile, systemReason } from "../data/index.node.ts";

/** "Madl" at byte 68 tells a memory from any other SQLite file. */
export const APPLICATION_ID = 0x4d61646c;

/** The format written here, kept at byte 60. It grows when an older reader would misread what is written. */
export const FORMAT = 1;

const SQLITE_MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const AGAIN = "make it again with `madeleine remember`";

/** One line for a file whose bytes aren't what was written. */
export function damaged(path: string, what: string): Error {
  return new Error(`${path} is damaged (${what}): ${AGAIN}`);
}

/**
 * Whether a file says that it is a memory, by its first bytes, not its name. False for a folder and for what
 * doesn't exist or can't be read: opening it says why.
 */
export function isMemoryFile(path: string): boolean {
  try {
    const { bytes } = readHeader(path);
    return isSqlite(bytes) && bytes.length >= HEADER_BYTES && bytes.readUInt32BE(68) === APPLICATION_ID;
  } catch {
    return false;
  }
}

/**
 * Looks at the first 100 bytes, so that SQLite is only given a whole memory of a known format.
 * @throws Error in one plain line: what the file is instead, and what to do.
 */
export function requireMemory(path: string): void {
  const { bytes, size } = openedHeader(path);
  if (size === 0) throw new Error(`${path} is empty: ${AGAIN}`);
  if (!isSqlite(bytes)) throw new Error(`${path} is not a memory: make one with \`madeleine remember\``);
  if (bytes.length < HEADER_BYTES) throw damaged(path, "cut short");
  if (bytes.readUInt32BE(68) !== APPLICATION_ID) {
    throw new Error(`${path} is an SQLite file, but not a memory: make one with \`madeleine remember\``);
  }
  const format = bytes.readUInt32BE(60);
  if (format > FORMAT) {
    throw new Error(`${path} is format ${format}; this version reads up to ${FORMAT}: update madeleine`);
  }
  if (format < 1) throw damaged(path, `format ${format}`);
  // Journal versions 1: no write-ahead log, so that reading leaves nothing beside the file.
  if (bytes[18] !== 1 || bytes[19] !== 1) throw damaged(path, "changed by another program");
  // A page size of 65536 is kept as 1.
  const pageSize = (bytes[16] << 8) | (bytes[17] << 16);
  if (size < pageSize * bytes.readUInt32BE(28)) throw damaged(path, "cut short");
}

function isSqlite(bytes: Buffer): boolean {
  return (
    bytes.length >= SQLITE_MAGIC.length && bytes.toString("latin1", 0, SQLITE_MAGIC.length) === SQLITE_MAGIC
  );
}

function openedHeader(path: string): { bytes: Buffer; size: number } {
  try {
    return readHeader(path);
  } catch (error) {
    throw isSystemError(error) ? new Error(`${path}: ${systemReason(error)}`) : error;
  }
}

/** The first 100 bytes, or as many as there are, and the size of the file. */
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
