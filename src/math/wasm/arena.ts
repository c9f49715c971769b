import { kernelsWasm } from "./kernels.wasm.ts";

/** Writes `[B, N′]` from queries `[B, d]` and patterns `[N, d]`, with N′ = N rounded up to a multiple of 4. */
type PairKernel = (out: number, queries: number, patterns: number, B: number, N: number, d: number) => void;

/** The kernels of kernels.as.ts that compare rows: byte addresses and counts. */
export interface PairKernels {
  readonly dotProducts: PairKernel;
  readonly squaredDistances: PairKernel;
  readonly absoluteDistances: PairKernel;
}

/** All kernels. */
export interface Kernels extends PairKernels {
  addRows(totals: number, counts: number, weights: number, rows: number, B: number, v: number): void;
}

/** The kernels, and the memory they work in. */
export interface Arena {
  readonly kernels: Kernels;
  readonly buffer: ArrayBuffer;
  /** First free byte; what lies before belongs to the kernels. */
  readonly start: number;
}

const PAGE = 2 ** 16;

/** The kernels' own bytes at the bottom of the memory. */
const OWN = 4096;

let instance: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;

/**
 * The arena with at least `bytes` free. There is one per program, made when first asked for: calls are synchronous
 * and copy what they need into it, so nothing in it outlives a call. Matrices stay outside, in blocks that fit the
 * cache they come in: next to reading a large memory at all, that copy costs nothing (measured against a copy kept
 * inside, which was no faster and could go stale). It grows when a call needs more, and doesn't shrink.
 * @throws Error where WebAssembly is missing, without vectors, or forbidden by the page's policy.
 */
export function arenaOf(bytes: number): Arena {
  instance ??= instantiate();
  const { kernels, memory } = instance;
  const missing = OWN + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return { kernels, buffer: memory.buffer, start: OWN };
}

/** Compiles the kernels: a few KB, so that this may happen at once, in a page's main thread too. */
function instantiate(): { kernels: Kernels; memory: WebAssembly.Memory } {
  const bytes = Uint8Array.from(atob(kernelsWasm), (char) => char.charCodeAt(0));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { kernels: exports as unknown as Kernels, memory };
}
