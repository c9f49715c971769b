import { type Matrix, matrix, zeros } from "../matrix.ts";
import { compiledKernels, FREE_AT, type Kernels, LARGEST, PAGE, SCRATCH_AT } from "./module.ts";

/** Everything begins at a cache line. */
const LINE = 64;

/**
 * A memory of its own for patterns that stay, with the kernels that work in it. It only grows: what is allocated stays
 * until the space is forgotten; what lies after is work space, used by one call and left to the next.
 */
export interface Space {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** Whether other threads can work in it. */
  readonly shared: boolean;
  /** The address of that many bytes, with at least 64 more after them; zeros, unless work space was there before. */
  allocate(bytes: number): number;
  /** The addresses of pieces of work space, of so many bytes each. */
  work(...bytes: number[]): number[];
}

/** Patterns in a space of their own. */
export interface Placed {
  readonly space: Space;
  readonly at: number;
  /** Whether a holder works in the space: there can be one at a time. */
  taken: boolean;
  /** Where an earlier holder kept the patterns in bytes, and the facts about them. */
  bytesAt?: number;
  factsAt?: number;
}

/** Matrices made by {@link allocatePatterns}, by their buffers. */
const placed = new WeakMap<ArrayBufferLike, Placed>();

/**
 * A matrix of zeros in a space of its own, `[rows, columns]`: fill it, then hand it to a retriever, which reads it in
 * place instead of copying it.
 * @throws RangeError where it has more than 4 GiB, or the machine hasn't so much to give.
 */
export function allocatePatterns(rows: number, columns: number): Matrix {
  const space = createSpace(4 * rows * columns);
  // Where memory can't be shared, growing it would take the matrix away: it is copied when it is held.
  if (!space.shared) return zeros(rows, columns);
  const at = space.allocate(4 * rows * columns + 12 * columns);
  const { buffer } = space.memory;
  placed.set(buffer, { space, at, taken: false });
  return matrix(new Float32Array(buffer, at, rows * columns), rows, columns);
}

/** Where a matrix lies, if in a space of its own that nobody works in. */
export function placeOf(source: Matrix): Placed | undefined {
  const found = placed.get(source.data.buffer);
  const same = found?.at === source.data.byteOffset && source.data.length > 0;
  return same && !found.taken ? found : undefined;
}

/** @throws RangeError where `bytes` are more than fit in one. */
export function createSpace(bytes: number): Space {
  if (bytes > LARGEST - 2 ** 24) {
    throw new RangeError(
      `patterns of ${(bytes / 2 ** 30).toFixed(1)} GiB don't fit in one memory of at most 4 GiB; split them`,
    );
  }
  const { memory, shared } = createMemory();
  const module = shared ? compiledKernels().shared : compiledKernels().own;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as unknown as Kernels;
  kernels.useScratch(SCRATCH_AT);
  let end = FREE_AT;
  const reserve = (upTo: number): void => {
    const missing = upTo - memory.buffer.byteLength;
    if (missing > 0) growBy(memory, missing);
  };
  return {
    memory,
    kernels,
    shared,
    allocate(size) {
      const at = end;
      reserve(at + size + LINE);
      end = Math.ceil((at + size + LINE) / LINE) * LINE;
      return at;
    },
    work(...sizes) {
      let at = end;
      const addresses = sizes.map((size) => {
        const piece = at;
        at = Math.ceil((at + size) / LINE) * LINE;
        return piece;
      });
      reserve(at + LINE);
      return addresses;
    },
  };
}

/** One that threads can share where that is allowed; views of it stay valid when it grows. */
function createMemory(): { memory: WebAssembly.Memory; shared: boolean } {
  const limits = { initial: 1, maximum: LARGEST / PAGE };
  if (typeof SharedArrayBuffer !== "undefined") {
    return { memory: new WebAssembly.Memory({ ...limits, shared: true }), shared: true };
  }
  return { memory: new WebAssembly.Memory(limits), shared: false };
}

function growBy(memory: WebAssembly.Memory, bytes: number): void {
  try {
    memory.grow(Math.ceil(bytes / PAGE));
  } catch {
    const wanted = (memory.buffer.byteLength + bytes) / 2 ** 20;
    throw new RangeError(
      `a memory of ${wanted.toFixed(0)} MiB can't be had here; at most 4 GiB, and as much as the machine has free`,
    );
  }
}
