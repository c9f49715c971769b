import { type Connection, prepared } from "./attached-file.node.ts";
import { checksumOf, littleEndian, PIECE_BYTES, placeOf } from "./memory-schema.node.ts";
import { lastIn, liveRows, type PieceHead, piecesUpTo, positionIn, readPiece } from "./piece.node.ts";

/** So many small pieces at the end are put together, or fewer where they fill a whole one. */
const FAN = 16;

/** A piece has at most so many rows, so that few positions have to be looked at when some are deleted. */
const MOST_ROWS = 4096;

/** The rows of a full piece. */
export function rowsOfPiece(dimension: number): number {
  return Math.min(MOST_ROWS, Math.max(1, Math.floor(PIECE_BYTES / (4 * dimension))));
}

/** Where patterns are written. */
export interface Target {
  readonly connection: Connection;
  readonly path: string;
  /** d. */
  readonly dimension: number;
}

/** Writes rows `[n · d]` at rising positions, in pieces. */
export function insertRows(
  { connection, dimension }: Target,
  positions: Float64Array,
  vectors: Float32Array,
): void {
  const step = rowsOfPiece(dimension);
  const insert = prepared(connection, "INSERT INTO stored.patterns VALUES (?, ?, ?)");
  const insertGaps = prepared(connection, "INSERT INTO stored.gaps VALUES (?, ?, ?)");
  for (let from = 0; from < positions.length; from += step) {
    const places = positions.subarray(from, from + step);
    const bytes = littleEndian(vectors.subarray(from * dimension, (from + places.length) * dimension));
    const [first, last] = [places[0], places[places.length - 1]];
    const gapped = last - first >= places.length;
    const place = gapped ? placeOf.gapped(first) : placeOf.patterns(first);
    insert.run([first, bytes, checksumOf(place, bytes)]);
    if (!gapped) continue;
    const gaps = Buffer.alloc(4 * places.length);
    places.forEach((position, i) => {
      gaps.writeUInt32LE(position - first, 4 * i);
    });
    insertGaps.run([first, gaps, checksumOf(placeOf.gaps(first), gaps)]);
  }
}

/**
 * Puts the small pieces at the end together where there are too many of them: a row is written again about once each
 * time its piece grows sixteenfold, and no addition writes more than two full pieces.
 */
export function mergeTail(target: Target): void {
  const { dimension, connection, path } = target;
  const full = rowsOfPiece(dimension);
  for (let most = FAN; ; most *= FAN) {
    const limit = 4 * FAN;
    const tail = piecesUpTo(connection, path, { dimension, from: Number.MAX_SAFE_INTEGER, limit });
    const end = tail.findIndex(({ rows }) => rows >= Math.min(most, full));
    const run = end < 0 ? tail : tail.slice(0, end);
    const rows = run.reduce((sum, head) => sum + head.rows, 0);
    if (run.length >= FAN || (run.length > 1 && rows >= full)) rewrite(target, run.reverse());
    if (most >= full) return;
  }
}

/** Gives back the room of deleted positions, in the pieces of which half or more are deleted. */
export function shrinkPieces(target: Target, deleted: readonly number[]): void {
  const { connection, path, dimension } = target;
  let done = Number.POSITIVE_INFINITY;
  for (const position of deleted.toSorted((a, b) => b - a)) {
    if (position >= done) continue;
    const [head, before] = piecesUpTo(connection, path, { dimension, from: position, limit: 2 });
    done = head.first;
    const live = liveRows(connection, head)?.length ?? head.rows;
    if (2 * live > head.rows) continue;
    // With the one before, where both are small, so that pieces don't become ever more.
    const room = rowsOfPiece(dimension) / 2;
    const joined = before && before.rows + live <= room && lastIn(head) - before.first < 2 ** 32;
    rewrite(target, joined ? [before, head] : [head]);
    if (joined) done = before.first;
  }
}

/** Writes neighbouring pieces anew as one, without the rows that have no item. */
function rewrite(target: Target, heads: readonly PieceHead[]): void {
  const { connection, path, dimension } = target;
  const most = heads.reduce((sum, { rows }) => sum + rows, 0);
  const positions = new Float64Array(most);
  const kept = new Float32Array(most * dimension);
  let count = 0;
  for (const head of heads) {
    const vectors = readPiece(connection, path, head);
    for (const row of liveRows(connection, head) ?? Array.from({ length: head.rows }, (_, i) => i)) {
      positions[count] = positionIn(head, row);
      kept.set(vectors.subarray(row * dimension, (row + 1) * dimension), count * dimension);
      count++;
    }
  }
  const range = [heads[0].first, lastIn(heads[heads.length - 1])];
  for (const table of ["patterns", "gaps"]) {
    prepared(connection, `DELETE FROM stored.${table} WHERE first BETWEEN ? AND ?`).run(range);
  }
  insertRows(target, positions.subarray(0, count), kept.subarray(0, count * dimension));
}
