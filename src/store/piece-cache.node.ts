import type { PieceHead } from "./piece.node.ts";

/** Rows of pieces, read and checked once, for as long as they stay what they are. */
export interface PieceCache {
  /** The rows of a piece, `[n · d]`; they are not to be changed. */
  rows(head: PieceHead, read: () => Float32Array): Float32Array;
  /** Lets go of pieces that are none of these any more. */
  keepOnly(heads: readonly PieceHead[]): void;
}

/**
 * Keeps pieces until `limit` bytes are full; from then on pieces are read again each time. None is dropped for a newer
 * one: a scan from beginning to end would otherwise find nothing that the last one read.
 */
export function createPieceCache(limit: number): PieceCache {
  const kept = new Map<number, { head: PieceHead; rows: Float32Array }>();
  let bytes = 0;
  const drop = (first: number): void => {
    bytes -= kept.get(first)?.rows.byteLength ?? 0;
    kept.delete(first);
  };
  return {
    rows(head, read) {
      const found = kept.get(head.first);
      if (found && isSame(found.head, head)) return found.rows;
      const rows = read();
      drop(head.first);
      if (bytes + rows.byteLength <= limit) {
        kept.set(head.first, { head, rows });
        bytes += rows.byteLength;
      }
      return rows;
    },
    keepOnly(heads) {
      const firsts = new Set(heads.map(({ first }) => first));
      for (const first of [...kept.keys()]) if (!firsts.has(first)) drop(first);
    },
  };
}

/** A position never holds anything else: pieces of the same positions are the same. */
function isSame(a: PieceHead, b: PieceHead): boolean {
  if (a.rows !== b.rows || (a.gaps === undefined) !== (b.gaps === undefined)) return false;
  return a.gaps === undefined || a.gaps.every((gap, i) => gap === b.gaps?.[i]);
}
