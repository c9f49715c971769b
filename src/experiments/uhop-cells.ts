import type { DataName } from "./data.ts";

/** One draw of memories. */
export type UhopCell = { readonly data: DataName; readonly memories: number; readonly run: number };

/** The cells of a set of pictures: so many runs for each number of memories. */
export function uhopCells(
  data: DataName,
  memories: readonly number[],
  runs: (memories: number) => number,
): UhopCell[] {
  return memories.flatMap((M) => Array.from({ length: runs(M) }, (_, run) => ({ data, memories: M, run })));
}
