import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import { APPLICATION_ID } from "./memory-header.node.ts";

/**
 * A `.memory`: an SQLite file with `application_id` "Madl"; `user_version` is its format. Format 1 is written whole:
 *
 * - `manifest`: one row of JSON, a {@link Manifest}: how much there is of everything.
 * - `items`: positions 0 to N − 1 in order, each with its id (UTF-8) and its payload (JSON, or NULL for none).
 * - `patterns`: pieces of about 1 MiB; `first` is the position of a piece's first row, `bytes` its rows, float32,
 *   little endian.
 * - `blobs`: pieces of at most 1 MiB; `start` is the byte of the blob at which a piece starts.
 * - `checksum`: {@link checksumOf} each row.
 *
 * Format 2 can be added to and taken from; its first change makes it of format 1:
 *
 * - A position is never used twice, and is higher than all before it; the manifest's `next` is the next one. A
 *   deleted position has no item. Its row in `patterns` stays until half of its piece is deleted.
 * - Pieces may be of any size, so that adding an item writes a small one; small ones at the end are put together.
 * - `gaps`: the positions of a piece's rows where they don't follow each other, as distances from `first`, unsigned
 *   32-bit, little endian.
 * - `items_by_id`: an index.
 *
 * A file at rest has the header of a rollback journal. While a store has it open for changes, it has that of a
 * write-ahead log, and `-wal` and `-shm` lie beside it: readers then see the last change that was committed, for as
 * long as they like, and a killed writer's log is taken up by whoever opens the file next.
 */
export const SCHEMA: string = `
  PRAGMA stored.journal_mode = MEMORY;
  PRAGMA stored.synchronous = OFF;
  PRAGMA stored.application_id = ${APPLICATION_ID};
  PRAGMA stored.user_version = 1;
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

/** What makes format 2 of format 1, within a transaction. */
export const MIGRATION: string = `
  CREATE UNIQUE INDEX stored.items_by_id ON items (id);
  CREATE TABLE stored.gaps (first INTEGER PRIMARY KEY, positions BLOB NOT NULL, checksum INTEGER NOT NULL);
  PRAGMA stored.user_version = 2;
`;

/** How much a memory holds. */
export interface Manifest {
  /** N, deleted ones not counted. */
  readonly items: number;
  /** d. */
  readonly dimension: number;
  /** Name and length in bytes of each blob, in order. */
  readonly blobs: readonly (readonly [name: string, length: number])[];
  /** The next position; N where it isn't said. */
  readonly next?: number;
}

/** The most bytes of a piece, if a row of the patterns fits. */
export const PIECE_BYTES: number = 2 ** 20;

/** Where a row belongs. Part of its checksum, and so of the format: not to be reworded. */
export const placeOf = {
  manifest: "the manifest",
  item: (position: number): string => `item ${position}`,
  patterns: (first: number): string => `patterns from ${first}`,
  /** Those with gaps: read without the positions, they would mean something else. */
  gapped: (first: number): string => `patterns from ${first}, with gaps`,
  gaps: (first: number): string => `positions from ${first}`,
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
