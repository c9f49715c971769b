import { type Matrix, matrix, type Partial, rowsOf } from "../math/index.ts";
import type { Connection } from "./attached-file.node.ts";
import { collectTop } from "./exact-top.ts";
import { damaged, plainly } from "./memory-header.node.ts";
import { itemReader, itemsBetween, selectManifest } from "./memory-reader.node.ts";
import { placeOf } from "./memory-schema.node.ts";
import { payloadOf, requireCount, requireQueries } from "./new-items.ts";
import type { ScoredItem, StoreBlock, StoreSnapshot } from "./pattern-store.ts";
import { liveRows, type PieceHead, pieceHeads, positionIn, readPiece } from "./piece.node.ts";
import type { PieceCache } from "./piece-cache.node.ts";
import { mergedPartials, noPartial, softmaxOfBlock } from "./softmax-blocks.ts";

/** Where a snapshot reads. */
export interface SnapshotSource {
  /** The snapshot's own while it is open. */
  readonly connection: Connection;
  readonly path: string;
  readonly cache: PieceCache;
  readonly onClose: () => void;
}

/** A piece, or what of it is not deleted. */
interface LivePiece {
  readonly vectors: Matrix;
  readonly positionOf: (row: number) => number;
}

/** A snapshot of a file: a read transaction, which lasts until it is closed. */
export function openFileSnapshot(source: SnapshotSource): StoreSnapshot {
  const { connection, path, cache, onClose } = source;
  connection.exec("BEGIN");
  const manifest = selectManifest(connection, path);
  const { items: count, dimension } = manifest;
  let open = true;
  let heads: PieceHead[] | undefined;
  const live = new Map<PieceHead, number[] | undefined>();

  /** Every live row once, in the order of positions. */
  function* pieces(): Generator<LivePiece> {
    if (!heads) {
      heads = pieceHeads(connection, path, dimension);
      cache.keepOnly(heads);
    }
    const gapless = heads.reduce((sum, { rows }) => sum + rows, 0) === count;
    let seen = 0;
    for (const head of heads) {
      if (!live.has(head)) live.set(head, gapless ? undefined : liveRows(connection, head));
      const chosen = live.get(head);
      if (chosen?.length === 0) continue;
      const data = cache.rows(head, () => readPiece(connection, path, head));
      const whole = matrix(data, head.rows, dimension);
      const vectors = chosen ? rowsOf(whole, chosen) : whole;
      const positionOf = (row: number): number => positionIn(head, chosen ? chosen[row] : row);
      seen += vectors.rows;
      yield { vectors, positionOf };
    }
    if (seen !== count) throw damaged(path, `patterns of ${count - seen} items: missing`);
  }

  /** Does something while the snapshot is open. */
  function reading<T>(caller: string, use: () => T): T {
    if (!open) throw new Error(`${caller}: this snapshot is closed; take another one`);
    return plainly(path, use);
  }

  return {
    dimension,
    count,
    async *scan({ blockSize = 1024 } = {}) {
      requireCount(blockSize, "scan: blockSize");
      const all = pieces();
      for (;;) {
        const { value, done } = reading("scan", () => all.next());
        if (done) return;
        for (let from = 0; from < value.vectors.rows; from += blockSize) {
          yield reading("scan", () => blockOf(source, value, { from, size: blockSize }));
        }
      }
    },
    async topK(queries, k, { score = "dot" } = {}) {
      requireQueries(queries, dimension, "topK");
      const top = collectTop(queries, requireCount(k, "topK: k"), score);
      return reading("topK", () => {
        for (const { vectors, positionOf } of pieces()) top.add(vectors, positionOf);
        const itemAt = itemReader(connection, path);
        return top.best().map((entries) =>
          entries.map(({ key, score, vector }): ScoredItem => {
            const { id, json } = itemAt(key);
            return { id, vector, payload: payloadOf(json), score };
          }),
        );
      });
    },
    async reduce(queries, beta) {
      requireQueries(queries, dimension, "reduce");
      let all: Partial[] = Array.from({ length: queries.rows }, () => noPartial(dimension));
      reading("reduce", () => {
        for (const { vectors } of pieces()) {
          all = mergedPartials(all, softmaxOfBlock(vectors, queries, beta), beta);
        }
      });
      return all;
    },
    async close() {
      if (!open) return;
      open = false;
      connection.exec("COMMIT");
      onClose();
    },
  };
}

/** Some rows of a piece with their ids; the vectors are a copy. */
function blockOf(
  { connection, path }: SnapshotSource,
  { vectors, positionOf }: LivePiece,
  { from, size }: { from: number; size: number },
): StoreBlock {
  const { columns } = vectors;
  const rows = Math.min(size, vectors.rows - from);
  const range = { first: positionOf(from), last: positionOf(from + rows - 1) };
  const items = itemsBetween(connection, path, range);
  for (let row = 0; row < rows; row++) {
    const position = positionOf(from + row);
    if (items[row]?.position !== position) throw damaged(path, `${placeOf.item(position)}: missing`);
  }
  const data = vectors.data.slice(from * columns, (from + rows) * columns);
  const payloads = items.map(({ json }) => payloadOf(json));
  return { ids: items.map(({ id }) => id), payloads, vectors: matrix(data, rows, columns) };
}
