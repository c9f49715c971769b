import { allowRelaxedVectors } from "./host.ts";
import { kernelsWasm } from "./kernels.wasm.ts";

/** Writes `[B, N′]` from packed queries `[B, d]` and patterns `[N, d]`, with N′ = N rounded up to a multiple of 4. */
type PairKernel = (out: number, queries: number, patterns: number, B: number, N: number, d: number) => void;

/** Does the items from … to − 1 of a job. */
type JobKernel = (job: number, from: number, to: number, thread: number) => void;

/** The kernels of kernels.as.ts that compare rows: byte addresses and counts. */
export interface PairKernels {
  readonly dotProducts: PairKernel;
  readonly squaredDistances: PairKernel;
  readonly absoluteDistances: PairKernel;
}

/** Those that threads share. */
export interface JobKernels {
  readonly scan: JobKernel;
  readonly screen: JobKernel;
  readonly boundsOfBytes: JobKernel;
  readonly inverseNorms: JobKernel;
  readonly quantise: JobKernel;
  readonly settle: JobKernel;
  readonly stream: JobKernel;
}

/** All kernels. */
export interface Kernels extends PairKernels, JobKernels {
  /** Where this instance may write between calls: {@link SCRATCH_BYTES}. */
  useScratch(at: number): void;
  packQueries(to: number, from: number, B: number, d: number): void;
  addRows(totals: number, counts: number, weights: number, rows: number, B: number, v: number): void;
}

export const PAGE: number = 2 ** 16;
export const SCRATCH_BYTES = 4096;

/**
 * The bottom of every memory: nothing at address 0, the first thread's scratch, and the kernels' own tables; the rest is
 * free.
 */
export const SCRATCH_AT = 4096;
export const FREE_AT = 32768;

/** The largest memory that WebAssembly can address, in bytes. */
export const LARGEST: number = 2 ** 32;

interface Compiled {
  /** For memories that threads share, and for others. */
  readonly shared: WebAssembly.Module;
  readonly own: WebAssembly.Module;
  /** Whether multiplication and addition are fused. */
  readonly fused: boolean;
}

let compiled: Compiled | undefined;

/**
 * The kernels, compiled when first asked for: with fused multiplication and addition where the engine has that.
 * @throws Error where WebAssembly is missing, without vectors, or forbidden by the page's policy.
 */
export function compiledKernels(): Compiled {
  compiled ??= compile();
  return compiled;
}

function compile(): Compiled {
  allowRelaxedVectors();
  const fusedBytes = bytesOf(kernelsWasm.fused);
  const fused = WebAssembly.validate(fusedBytes);
  const bytes = fused ? fusedBytes : bytesOf(kernelsWasm.plain);
  const shared = new WebAssembly.Module(bytes);
  // The memory's limits say whether it is shared: 3, or 1 for one that isn't.
  bytes[fused ? kernelsWasm.fusedLimitsAt : kernelsWasm.plainLimitsAt] = 1;
  return { shared, own: new WebAssembly.Module(bytes), fused };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
