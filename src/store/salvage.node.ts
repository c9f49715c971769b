import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { matrix } from "../math/index.ts";
import { isSqliteError, withAttached } from "./attached-file.node.ts";
import { writeMemoryFile } from "./memory-file.node.ts";
import { requireFile } from "./memory-header.node.ts";
import { bytesOf, fromLittleEndian } from "./memory-schema.node.ts";
import { payloadOf } from "./new-items.ts";
import { dimensionOf, type SoundRows, soundRowsIn } from "./sound-rows.node.ts";

/** What could be saved of a damaged memory, and what couldn't. */
export interface Salvage {
  /** How many items were saved. */
  readonly items: number;
  /** How many were not; undefined where nothing says any more how many there were. */
  readonly lostItems: number | undefined;
  /** Those of them whose ids are still known. */
  readonly lostIds: readonly string[];
  /** The names of the blobs that were saved, and of those that weren't as far as they are known. */
  readonly blobs: readonly string[];
  readonly lostBlobs: readonly string[];
}

/**
 * Saves into a new file what can be saved of a memory: every item whose name, payload and pattern are what was written, by
 * their checksums, wherever they lie in the file. The damaged file stays as it is. No store of this program may have it
 * open.
 * @throws Error in one plain line where nothing can be saved, the file can't be read, or there is a file at `target`.
 */
export function salvageMemoryFile(path: string, target: string): Salvage {
  requireFile(path);
  if (existsSync(target)) throw new Error(`${target}: is there already; give the name of a new file`);
  const rows = withoutLog(path, dirname(resolve(target)), soundRowsIn);
  const dimension = dimensionOf(rows);
  const found = dimension === undefined ? new Map<number, Float32Array>() : vectorsOf(rows, dimension);
  const positions = [...rows.items.keys()].filter((position) => found.has(position)).sort((a, b) => a - b);
  const unique = new Map(positions.map((position) => [rows.items.get(position)?.id ?? "", position]));
  const kept = [...unique.values()].sort((a, b) => a - b);
  if (dimension === undefined || kept.length === 0) {
    throw new Error(`${path}: nothing can be saved: make it again with \`madeleine remember\``);
  }
  const patterns = matrix(new Float32Array(kept.length * dimension), kept.length, dimension);
  kept.forEach((position, i) => {
    patterns.data.set(found.get(position) ?? [], i * dimension);
  });
  const items = kept.flatMap((position) => rows.items.get(position) ?? []);
  const { whole, lost } = blobsOf(rows);
  const payloads = items.map(({ json }) => payloadOf(json));
  writeMemoryFile(target, { ids: items.map(({ id }) => id), payloads, patterns, blobs: whole });
  const lostIds = [...rows.items.values()].map(({ id }) => id).filter((id) => !unique.has(id));
  const lostItems = rows.manifest && Math.max(rows.manifest.items - kept.length, lostIds.length);
  return { items: kept.length, lostItems, lostIds, blobs: [...whole.keys()], lostBlobs: lost };
}

/** Looks at a copy with what a log or journal holds, where one lies beside the file. */
function withoutLog<T>(path: string, folder: string, use: (path: string) => T): T {
  const beside = ["-wal", "-journal"].filter((end) => existsSync(path + end));
  if (beside.length === 0) return use(path);
  const scratch = mkdtempSync(join(folder, ".madeleine-salvage-"));
  try {
    const copy = join(scratch, "copy.memory");
    for (const end of ["", ...beside]) copyFileSync(path + end, copy + end);
    try {
      withAttached(copy, "write", (connection) => {
        connection.prepare("PRAGMA stored.wal_checkpoint(TRUNCATE)").get([]);
      });
    } catch (error) {
      // What SQLite can't put in order stays as it is.
      if (!isSqliteError(error)) throw error;
    }
    return use(copy);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The vectors of the sound pieces, by position. */
function vectorsOf({ pieces, gaps }: SoundRows, dimension: number): Map<number, Float32Array> {
  const vectors = new Map<number, Float32Array>();
  for (const [first, { bytes, gapped }] of pieces) {
    const distances = gaps.get(first);
    const rows = bytes.length / (4 * dimension);
    if (!Number.isInteger(rows) || (gapped && distances?.length !== 4 * rows)) continue;
    const data = new Float32Array(rows * dimension);
    bytesOf(data).set(bytes);
    fromLittleEndian(data);
    for (let row = 0; row < rows; row++) {
      const position = first + (gapped && distances ? distances.readUInt32LE(4 * row) : row);
      vectors.set(position, data.subarray(row * dimension, (row + 1) * dimension));
    }
  }
  return vectors;
}

/** The blobs of which every piece is there. */
function blobsOf({ blobs, manifest }: SoundRows): { whole: Map<string, Uint8Array>; lost: string[] } {
  const known = manifest?.blobs ?? Array.from(blobs, ([name, pieces]) => [name, lengthOf(pieces)] as const);
  const whole = new Map<string, Uint8Array>();
  const lost: string[] = [];
  for (const [name, length] of known) {
    const pieces = [...(blobs.get(name) ?? [])].sort(([a], [b]) => a - b);
    const joined = Buffer.concat(pieces.map(([, bytes]) => bytes));
    const gapless = pieces.every(
      ([start], i) => start === (i === 0 ? 0 : lengthOf(new Map(pieces.slice(0, i)))),
    );
    if (joined.length === length && gapless) whole.set(name, new Uint8Array(joined));
    else lost.push(name);
  }
  return { whole, lost };
}

function lengthOf(pieces: ReadonlyMap<number, Buffer>): number {
  let end = 0;
  for (const [start, bytes] of pieces) end = Math.max(end, start + bytes.length);
  return end;
}
