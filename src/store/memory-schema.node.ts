import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import { APPLICATION_ID, FORMAT } from "./memory-header.node.ts";

/**
 * A `.memory`, format 1: an SQLite file with rollback-journal header, `application_id` "Madl", `user_version` 1.
 *
 * - `manifest`: one row of JSON, a {@link Manifest}: how much there is of everything.
 * - `items`: positions 0 to N − 1 in order, each with its id (UTF-8) and its payload (JSON, or NULL for none).
 * - `patterns`: pieces of about 1 MiB; `first` is the position of a piece's first row, `bytes` its rows, float32,
 *   little endian.
 * - `blobs`: pieces of at most 1 MiB; `start` is the byte of the blob at which a piece starts.
 * - `checksum`: {@link checksumOf} each row.
 *
 * A position is never used twice, so that a later format can append (higher positions, further pieces) and
 * delete (a position without an item).
 */
export const SCHEMA: string = `
  PRAGMA stored.journal_mode = MEMORY;
  PRAGMA stored.synchronous = OFF;
  PRAGMA stored.application_id = ${APPLICATION_ID};
  PRAGMA stored.user_version = ${FORMAT};
  BEGIN;
  CREATE TABLE stored.manifest (content TEXT NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE stored.items (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, payload TEXT, checksum INTEGER NOT NULL
  );
  CREATE TABLE stored.patterns (first INTEGER PRIMARY KEY, bytes BLOB NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE stored.blobs (
    name TEXT NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (name, start)
  );
`;

/** How much a memory holds. */
export interface Manifest {
  /** N. */
  readonly items: number;
  /** d. */
  readonly dimension: number;
  /** Name and length in bytes of each blob, in order. */
  readonly blobs: readonly (readonly [name: string, length: number])[];
}

/** The most bytes of a piece, if a row of the patterns fits. */
export const PIECE_BYTES: number = 2 ** 20;

/** Where a row belongs. Part of its checksum, and so of the format: not to be reworded. */
export const placeOf = {
  manifest: "the manifest",
  item: (position: number): string => `item ${position}`,
  patterns: (first: number): string => `patterns from ${first}`,
  blob: (name: string, start: number): string => `blob ${JSON.stringify(name)} from byte ${start}`,
} as const;

/** CRC-32 of where a row belongs and of what it holds: a row in the wrong place is noticed too. */
export function checksumOf(place: string, ...parts: readonly Uint8Array[]): number {
  const lengths = parts.map((part) => part.length).join(" ");
  // crc32 of no bytes gives 0, whatever it started from, where an empty array has no memory.
  return parts
    .filter((part) => part.length > 0)
    .reduce((sum, part) => crc32(part, sum), crc32(`${place}: ${lengths}\n`));
}

/** The numbers as little-endian bytes: a view where the machine is little endian, otherwise a copy. */
export function littleEndian(numbers: Float32Array): Buffer {
  const bytes = bytesOf(numbers);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}

/** Turns numbers that were filled with little-endian bytes into the machine's, in place. */
export function fromLittleEndian(numbers: Float32Array): void {
  if (endianness() === "BE") bytesOf(numbers).swap32();
}

/** A view of an array's bytes. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
