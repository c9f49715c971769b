import { type Matrix, matrix, zeros } from "../math/index.ts";
import { type Connection, prepared } from "./attached-file.node.ts";
import { damaged } from "./memory-header.node.ts";
import { checksumOf, type Manifest, placeOf } from "./memory-schema.node.ts";
import { pieceHeads, positionIn, readPiece } from "./piece.node.ts";
import { type Bytes, soundBytes, toBuffer } from "./sound-bytes.node.ts";
import type { StoredMemory } from "./stored-memory.ts";

/*
 * Every column is cast: a damaged file can hold text where a number was written, and libsql ends the process
 * when it is handed text that isn't UTF-8.
 */
const SELECT_MANIFEST =
  "SELECT CAST(content AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum FROM stored.manifest";
const SELECT_ITEMS = `
  SELECT CAST(position AS INTEGER) AS place, CAST(id AS BLOB) AS id, CAST(payload AS BLOB) AS payload,
    CAST(checksum AS INTEGER) AS checksum
  FROM stored.items WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?`;
const SELECT_BLOB = `
  SELECT CAST(bytes AS BLOB) AS bytes, CAST(checksum AS INTEGER) AS checksum
  FROM stored.blobs WHERE name = ? AND start = ?`;

/** The patterns have room behind them for a quarter more: it costs nothing until something is written there. */
const ROOM = 1.25;

/** Items are asked for this many at a time. */
const ITEMS_AT_A_TIME = 1000;

interface ItemRow {
  readonly place: number;
  readonly id: Bytes;
  readonly payload: Bytes;
  readonly checksum: number;
}

/** An item as a file keeps it; its payload is JSON text. */
export interface FiledItem {
  readonly position: number;
  readonly id: string;
  readonly json: string | undefined;
}

/**
 * Reads the memory in the file attached to the connection, checking every row.
 * @param path for messages
 * @throws Error in one plain line where something is missing or differs from what was written; SqliteError.
 */
export function selectMemory(connection: Connection, path: string): StoredMemory {
  const manifest = selectManifest(connection, path);
  const [ids, payloads]: [string[], unknown[]] = [[], []];
  const positions = new Float64Array(manifest.items);
  for (const { position, id, json } of selectItems(connection, path, manifest)) {
    positions[ids.length] = position;
    ids.push(id);
    payloads.push(json === undefined ? undefined : JSON.parse(json));
  }
  const patterns = selectPatterns(connection, path, { manifest, positions });
  return { ids, payloads, patterns, blobs: selectBlobs(connection, path, manifest) };
}

export function selectManifest(connection: Connection, path: string): Required<Manifest> {
  const bytes = soundBytes(prepared(connection, SELECT_MANIFEST).get([]), placeOf.manifest, path);
  const manifest = JSON.parse(bytes.toString()) as Manifest;
  return { ...manifest, next: manifest.next ?? manifest.items };
}

/**
 * All items in the order of their positions.
 * @throws Error where one is missing, as far as that can be told.
 */
export function* selectItems(
  connection: Connection,
  path: string,
  { items, next }: Required<Manifest>,
): Generator<FiledItem> {
  let [count, from] = [0, 0];
  while (count < items) {
    const some = itemsBetween(connection, path, { first: from, last: next - 1, limit: ITEMS_AT_A_TIME });
    // Without deleted positions it is clear which one is missing.
    const gap = next === items ? some.findIndex(({ position }, i) => position !== from + i) : -1;
    if (gap >= 0) throw damaged(path, `${placeOf.item(from + gap)}: missing`);
    if (some.length === 0) {
      throw damaged(
        path,
        next === items ? `${placeOf.item(from)}: missing` : `${items - count} of ${items} items: missing`,
      );
    }
    yield* some;
    count += some.length;
    from = some[some.length - 1].position + 1;
  }
}

/** The items at positions from `first` to `last`, in order. */
export function itemsBetween(
  connection: Connection,
  path: string,
  { first, last, limit = -1 }: { first: number; last: number; limit?: number },
): FiledItem[] {
  const rows = prepared(connection, SELECT_ITEMS).all([first, last, limit]) as ItemRow[];
  return rows.map((row) => soundItem(row, path));
}

/** Finds the item at a position. */
export function itemReader(connection: Connection, path: string): (position: number) => FiledItem {
  // A statement of its own: libsql mixes up what `all` and `get` of one statement give.
  const select = prepared(connection, `${SELECT_ITEMS} OFFSET 0`);
  return (position) => {
    const row = select.get([position, position, 1]) as ItemRow | undefined;
    if (!row) throw damaged(path, `${placeOf.item(position)}: missing`);
    return soundItem(row, path);
  };
}

function soundItem(row: ItemRow, path: string): FiledItem {
  const place = placeOf.item(row.place);
  const parts = row.payload === null ? [toBuffer(row.id)] : [toBuffer(row.id), toBuffer(row.payload)];
  if (checksumOf(place, ...parts) !== row.checksum) throw damaged(path, `${place}: checksum differs`);
  return { position: row.place, id: String(parts[0]), json: parts[1] && String(parts[1]) };
}

/** The rows of the positions, in order. */
function selectPatterns(
  connection: Connection,
  path: string,
  { manifest, positions }: { manifest: Manifest; positions: Float64Array },
): Matrix {
  const { items, dimension } = manifest;
  const room = zeros(Math.ceil(ROOM * items), dimension);
  const patterns = matrix(room.data.subarray(0, items * dimension), items, dimension);
  let row = 0;
  for (const head of pieceHeads(connection, path, dimension)) {
    if (row === items) break;
    if (head.first > positions[row]) break;
    const vectors = readPiece(connection, path, head);
    for (let i = 0; i < head.rows; i++) {
      if (positionIn(head, i) !== positions[row]) continue;
      patterns.data.set(vectors.subarray(i * dimension, (i + 1) * dimension), row * dimension);
      row++;
    }
  }
  if (row < items) throw damaged(path, `${placeOf.patterns(positions[row])}: missing`);
  return patterns;
}

export function selectBlobs(
  connection: Connection,
  path: string,
  { blobs }: Manifest,
): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [name, length] of blobs) found.set(name, selectBlob(connection, path, { name, length }));
  return found;
}

export function selectBlob(
  connection: Connection,
  path: string,
  { name, length }: { name: string; length: number },
): Uint8Array {
  const select = prepared(connection, SELECT_BLOB);
  const out = new Uint8Array(length);
  let start = 0;
  while (start < length) {
    const piece = soundBytes(select.get([name, start]), placeOf.blob(name, start), path);
    if (piece.length === 0 || start + piece.length > length) throw damaged(path, "pieces don't fit");
    out.set(piece, start);
    start += piece.length;
  }
  return out;
}
