import { type LearnedKernel, learnKernel } from "../kernel/index.ts";
import { createRandom } from "../math/index.ts";
import { Memory } from "./memory.ts";

export interface SeparateOptions {
  /** The most steps of descent. Default: 20. */
  iterations?: number;
  /** Of the whitening that learning starts from, as a share of the mean eigenvalue. Default: 0.01. */
  ridge?: number;
  /** Default: 1. */
  seed?: number;
  onProgress?: (done: number, total: number) => void;
}

/** Above this many items a step that looks at all pairs takes seconds: batches are drawn instead. */
const manyItems = 4096;
const batches = { optimiser: "sgd", batch: 1000, rate: 0.1 } as const;

/**
 * The memory with a kernel that separates its items: W that minimises the average separation loss, from a whitening, by
 * L-BFGS, or by descent on batches for more than 4,096 items; from the kernel that the memory has, where it has one. It
 * isn't calibrated: certainty is of another kind now.
 * U-Hop, algorithm 1.
 * @throws RangeError for fewer than two items, and options out of range.
 */
export function separated(memory: Memory, options: SeparateOptions = {}): Memory {
  const { kernel: before, calibration: _, ...parts } = memory.parts;
  return new Memory({ ...parts, kernel: separatingKernel(memory, before, options) });
}

function separatingKernel(
  { patterns, size }: Memory,
  before: LearnedKernel | undefined,
  options: SeparateOptions,
): LearnedKernel {
  if (size < 2) {
    throw new RangeError(`separated: one item has nothing to be separated from, got ${size}; add others`);
  }
  const { iterations = 20, ridge = 0.01, seed = 1, onProgress } = options;
  return learnKernel(patterns, {
    ...(before ? { from: before } : { start: "whitening" as const, ridge }),
    ...(size > manyItems && batches),
    ...{ iterations, random: createRandom(seed, "kernel") },
    onProgress: ({ iteration }) => onProgress?.(iteration, iterations),
  });
}
