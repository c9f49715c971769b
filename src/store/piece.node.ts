import { type Connection, prepared } from "./attached-file.node.ts";
import { damaged } from "./memory-header.node.ts";
import { bytesOf, fromLittleEndian, placeOf } from "./memory-schema.node.ts";
import { type Bytes, soundBytes } from "./sound-bytes.node.ts";

/** What is known of a piece of the patterns without reading its rows. */
export interface PieceHead {
  /** The position of the first row. */
  readonly first: number;
  /** n. */
  readonly rows: number;
  readonly dimension: number;
  /** The distance of each row's position from the first; absent where they are 0, 1, 2, … */
  readonly gaps: Uint32Array | undefined;
}

/** The position of row i. */
export function positionIn({ first, gaps }: PieceHead, i: number): number {
  return first + (gaps ? gaps[i] : i);
}

/** The row of a position; −1 where it has none. */
export function rowAt({ first, rows, gaps }: PieceHead, position: number): number {
  if (gaps) return gaps.indexOf(position - first);
  return position - first < rows ? position - first : -1;
}

/** The position of the last row. */
export function lastIn(head: PieceHead): number {
  return positionIn(head, head.rows - 1);
}

const SELECT_HEADS = (order: string): string => `
  SELECT CAST(first AS INTEGER) AS first, octet_length(bytes) AS length FROM stored.patterns ${order}`;
const SELECT_GAPS = (where: string): string => `
  SELECT CAST(first AS INTEGER) AS first, CAST(positions AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum
  FROM stored.gaps ${where}`;

/** All pieces, in order. */
export function pieceHeads(connection: Connection, path: string, dimension: number): PieceHead[] {
  const gaps = new Map(
    hasGaps(connection)
      ? (prepared(connection, SELECT_GAPS("")).all([]) as GapsRow[]).map((row) => [row.first, row])
      : [],
  );
  const rows = prepared(connection, SELECT_HEADS("ORDER BY first")).all([]) as HeadRow[];
  return rows.map((row) => headOf(row, gaps.get(row.first), { path, dimension }));
}

/** At most so many pieces from the end of the file backwards that start at `from` or before; the last one first. */
export function piecesUpTo(
  connection: Connection,
  path: string,
  { dimension, from, limit }: { dimension: number; from: number; limit: number },
): PieceHead[] {
  const select = prepared(connection, SELECT_HEADS("WHERE first <= ? ORDER BY first DESC LIMIT ?"));
  const gaps = hasGaps(connection) ? prepared(connection, SELECT_GAPS("WHERE first = ?")) : undefined;
  return (select.all([from, limit]) as HeadRow[]).map((row) =>
    headOf(row, gaps?.get([row.first]) as GapsRow | undefined, { path, dimension }),
  );
}

interface HeadRow {
  readonly first: number;
  readonly length: number;
}

interface GapsRow {
  readonly first: number;
  readonly bytes: Bytes;
  readonly checksum: number;
}

/** Format 1 knows no gaps. */
function hasGaps(connection: Connection): boolean {
  return (
    (prepared(connection, "PRAGMA stored.user_version").get([]) as { user_version: number }).user_version > 1
  );
}

function headOf(
  { first, length }: HeadRow,
  gaps: GapsRow | undefined,
  { path, dimension }: { path: string; dimension: number },
): PieceHead {
  const rows = length / (4 * dimension);
  if (!(Number.isInteger(rows) && rows > 0))
    throw damaged(path, `${placeOf.patterns(first)}: checksum differs`);
  if (!gaps) return { first, rows, dimension, gaps: undefined };
  const distances = Uint32Array.from({ length: rows });
  const bytes = soundBytes(gaps, placeOf.gaps(first), path);
  if (bytes.length !== 4 * rows) throw damaged(path, `${placeOf.gaps(first)}: pieces don't fit`);
  for (let i = 0; i < rows; i++) distances[i] = bytes.readUInt32LE(4 * i);
  return { first, rows, dimension, gaps: distances };
}

/** The rows of a piece, `[n · d]`. */
export function readPiece(connection: Connection, path: string, head: PieceHead): Float32Array {
  const place = head.gaps ? placeOf.gapped(head.first) : placeOf.patterns(head.first);
  const select = prepared(
    connection,
    "SELECT CAST(bytes AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum FROM stored.patterns WHERE first = ?",
  );
  const bytes = soundBytes(select.get([head.first]), place, path);
  const vectors = new Float32Array(head.rows * head.dimension);
  if (bytes.length !== 4 * vectors.length) throw damaged(path, `${place}: pieces don't fit`);
  bytesOf(vectors).set(bytes);
  fromLittleEndian(vectors);
  return vectors;
}

/** The rows that have an item, by number; undefined for all of them. */
export function liveRows(connection: Connection, head: PieceHead): number[] | undefined {
  const range = [head.first, lastIn(head)];
  const count = prepared(connection, "SELECT count(*) AS n FROM stored.items WHERE position BETWEEN ? AND ?");
  const { n } = count.get(range) as { n: number };
  if (n === head.rows) return undefined;
  const select = prepared(
    connection,
    "SELECT json_group_array(position) AS list FROM stored.items WHERE position BETWEEN ? AND ?",
  );
  const live = new Set(JSON.parse((select.get(range) as { list: string }).list) as number[]);
  return Array.from({ length: head.rows }, (_, i) => i).filter((i) => live.has(positionIn(head, i)));
}
