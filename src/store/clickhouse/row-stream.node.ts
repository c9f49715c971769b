import { type Matrix, rowOf, zeros } from "../../math/index.ts";
import { payloadOf } from "../new-items.ts";
import type { StoreBlock } from "../pattern-store.ts";
import { EndOfBytes, type RowBinaryReader, rowBinaryReader } from "./row-binary.ts";
import { ROW_MARK } from "./statements.ts";
import { ROW_STATE } from "./tables.ts";

/** A row of a scan. */
export interface ScannedRow {
  readonly id: string;
  readonly vector: Float32Array;
  /** JSON text, or undefined for none. */
  readonly json: string | undefined;
}

/** The stream broke off; what follows the last row is an error's text, or nothing. */
export class BrokenStream extends Error {
  readonly code = "ECONNRESET";
}

/** The rows in a stream of bytes, each as soon as all of it is there. */
export async function* rowsOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ScannedRow> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const { rows, read } = wholeRows(bytes);
    rest = bytes.subarray(read);
    yield* rows;
  }
  if (rest.length > 0) throw new BrokenStream("the rows end within one");
}

function wholeRows(bytes: Uint8Array): { rows: ScannedRow[]; read: number } {
  const reader = rowBinaryReader(bytes);
  const rows: ScannedRow[] = [];
  let read = 0;
  try {
    while (!reader.atEnd()) {
      if (reader.uint32() !== ROW_MARK) throw new BrokenStream(textOf(bytes.subarray(read)));
      rows.push(rowIn(reader));
      read = reader.position();
    }
  } catch (error) {
    if (!(error instanceof EndOfBytes) && rows.length === 0) throw error;
    // Rows that came before the fault are good; the fault comes first in what is looked at next.
  }
  return { rows, read };
}

function rowIn(reader: RowBinaryReader): ScannedRow {
  const [id, state, vector, json] = [reader.text(), reader.uint8(), reader.floats(), reader.text()];
  return { id, vector, json: state === ROW_STATE.withPayload ? json : undefined };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replaceAll(/\s+/g, " ").trim();

/** Rows in blocks of at most so many. */
export async function* blocksOf(
  rows: AsyncIterable<ScannedRow>,
  size: number,
  dimension: number,
): AsyncGenerator<StoreBlock> {
  let waiting: ScannedRow[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < size) continue;
    yield blockOf(waiting, dimension);
    waiting = [];
  }
  if (waiting.length > 0) yield blockOf(waiting, dimension);
}

function blockOf(rows: readonly ScannedRow[], dimension: number): StoreBlock {
  const vectors: Matrix = zeros(rows.length, dimension);
  rows.forEach(({ vector }, row) => {
    rowOf(vectors, row).set(vector);
  });
  const payloads = rows.map(({ json }) => payloadOf(json));
  return { ids: rows.map(({ id }) => id), payloads, vectors };
}
