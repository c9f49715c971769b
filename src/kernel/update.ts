import { type Matrix, type MatrixInput, matrix, rowsOf, shapeOf, toMatrix } from "../math/index.ts";
import { learnFrom } from "./learn.ts";
import type { LearnOptions } from "./learn-options.ts";
import type { LearnedKernel } from "./learned-kernel.ts";

/** What came and went. */
export interface KernelChange {
  /** New memories, `[n, d]`: they follow those that stay. */
  readonly added?: MatrixInput | undefined;
  /** The numbers of memories that are gone, among the kernel's patterns. */
  readonly removed?: readonly number[] | undefined;
}

/**
 * The kernel for memories of which some have come or gone: learning goes on from what was learned, by default for 20
 * iterations. The features of memories that stay are known, so that only new ones are looked at with the whole of W.
 * Options as for `learnKernel`, settings as the kernel has them where none are given.
 * @throws RangeError for numbers that don't name a memory, a kernel without its memories, or options out of range.
 */
export function updateKernel(
  kernel: LearnedKernel,
  { added, removed = [] }: KernelChange,
  options: Omit<LearnOptions, "from" | "start" | "featureDimension" | "ridge"> = {},
): LearnedKernel {
  const before = kernel.patterns;
  if (!before) {
    throw new RangeError("updateKernel: the kernel has no memories; hand them to decodeKernel as `patterns`");
  }
  const gone = new Set(removed);
  for (const row of gone) {
    if (Number.isInteger(row) && row >= 0 && row < before.rows) continue;
    throw new RangeError(`updateKernel: there are memories 0 to ${before.rows - 1}, got ${row} to remove`);
  }
  const kept = Array.from({ length: before.rows }, (_, i) => i).filter((row) => !gone.has(row));
  const fresh = added === undefined ? matrix([], 0, before.columns) : toMatrix(added, "added");
  if (fresh.rows > 0 && fresh.columns !== before.columns) {
    throw new RangeError(
      `updateKernel: the kernel's memories are ${shapeOf(before)} and added ${shapeOf(fresh)}; both need the same number of columns`,
    );
  }
  const features = stacked(rowsOf(kernel.features(before), kept), kernel.features(fresh));
  const patterns = stacked(rowsOf(before, kept), fresh);
  return learnFrom(patterns, { iterations: 20, ...options, from: kernel }, features);
}

function stacked(top: Matrix, bottom: Matrix): Matrix {
  const data = new Float32Array(top.data.length + bottom.data.length);
  data.set(top.data);
  data.set(bottom.data, top.data.length);
  return matrix(data, top.rows + bottom.rows, top.columns);
}
