/**
 * The numeric kernels, in AssemblyScript: WebAssembly with 128-bit vectors, compiled once as they are and once with fused
 * multiplication and addition. All arguments are byte addresses in the one memory, and counts; nothing is allocated here.
 *
 * A job is a row of float64 numbers, the same for all threads; each of them does a range of it.
 */
export {
  absoluteDistances,
  dotProducts,
  packQueries,
  squaredDistances,
  useScratch,
} from "./kernels/pairs.as";
export { scan } from "./kernels/scan.as";
export { boundsOfBytes, inverseNorms, quantise, screen } from "./kernels/screen.as";
export { settle } from "./kernels/settle.as";
export { stream } from "./kernels/stream.as";
export { addRows } from "./kernels/sums.as";

/** The first byte after the kernels' own tables. */
export function tablesEnd(): usize {
  return __heap_base;
}
