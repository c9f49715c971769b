import type { PreparedItem } from "../new-items.ts";
import { rowBinaryWriter } from "./row-binary.ts";
import { ROW_STATE } from "./tables.ts";

/** Rows are sent in pieces of about so many bytes. */
const PIECE_BYTES = 32 * 2 ** 20;

/** A row without its version. */
export interface NewRow {
  readonly id: string;
  readonly state: number;
  readonly vector: Float32Array;
  readonly json: string;
}

/** The row of an item to keep. */
export const rowOfItem = ({ id, vector, json }: PreparedItem): NewRow => ({
  id,
  state: json === undefined ? ROW_STATE.plain : ROW_STATE.withPayload,
  vector,
  json: json ?? "",
});

/** Rows in RowBinary, in pieces. */
export function* encodedRows(rows: readonly NewRow[], version: bigint): Generator<Uint8Array> {
  const size = ({ id, vector, json }: NewRow): number =>
    32 + 3 * (id.length + json.length) + 4 * vector.length;
  for (let first = 0; first < rows.length; ) {
    let [end, bytes] = [first, 0];
    while (end < rows.length && (end === first || bytes < PIECE_BYTES)) bytes += size(rows[end++]);
    const piece = rowBinaryWriter(bytes);
    for (const { id, state, vector, json } of rows.slice(first, end)) {
      piece.text(id);
      piece.uint64(version);
      piece.uint8(state);
      piece.floats(vector);
      piece.text(json);
    }
    yield piece.done();
    first = end;
  }
}
