import { optimiseWasm } from "./optimise.wasm.ts";

/** The kernels of optimise.as.ts: byte addresses in one memory, counts that are multiples of 4, and numbers. */
export interface OptimiserKernels {
  sumOfSquares(gradients: number, count: number): number;
  adam(
    ...args: readonly [
      ...addresses: readonly [
        values: number,
        gradients: number,
        first: number,
        second: number,
        count: number,
      ],
      ...numbers: readonly [
        scale: number,
        coupled: number,
        shrink: number,
        rest1: number,
        beta2: number,
        rest2: number,
        size: number,
        inverseRoot: number,
        epsilon: number,
      ],
    ]
  ): void;
  descend(
    ...args: readonly [
      ...addresses: readonly [values: number, gradients: number, moment: number, count: number],
      ...numbers: readonly [scale: number, coupled: number, momentum: number, rate: number, ahead: boolean],
    ]
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/**
 * The kernels over a memory.
 * @throws Error where WebAssembly is missing, without vectors, or forbidden by the page's policy.
 */
export function kernelsOver(memory: WebAssembly.Memory): OptimiserKernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(optimiseWasm), (char) => char.charCodeAt(0)));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as unknown as OptimiserKernels;
}
