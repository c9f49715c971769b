import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeBytes } from "../data/index.node.ts";
import { type Matrix, zeros } from "../math/index.ts";

/** Rows that take time to make, such as codes, are made and kept so many at a time. */
const rowsAtOnce = 500;

export interface RowsWanted {
  readonly rows: number;
  readonly columns: number;
  /** Names rows `from` … `to − 1`: what they are made of. */
  nameOf(from: number, to: number): string;
  make(from: number, to: number): Promise<Matrix>;
}

/**
 * Rows `[rows, columns]` from the files of a folder (made where it is absent), and those that aren't there from `make`,
 * kept from then on; without a folder all of them are made. A file is raw little-endian float32, named by the hash of
 * what it holds; one of another length counts as not there.
 */
export async function cachedRows(
  folder: string | undefined,
  { rows, columns, nameOf, make }: RowsWanted,
): Promise<Matrix> {
  const all = zeros(rows, columns);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce);
    const path = folder && join(folder, `${hashOf(`${nameOf(from, to)}\0${to - from}\0${columns}`)}.f32`);
    const kept = path && existsSync(path) ? readFileSync(path) : undefined;
    const room = all.data.subarray(from * columns, to * columns);
    if (kept?.byteLength === room.byteLength) {
      new Uint8Array(all.data.buffer, room.byteOffset, room.byteLength).set(kept);
      continue;
    }
    room.set((await make(from, to)).data);
    if (!path || !folder) continue;
    mkdirSync(folder, { recursive: true });
    writeBytes(path, new Uint8Array(all.data.buffer, room.byteOffset, room.byteLength));
  }
  return all;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
