import { openNativeProducts } from "../math/index.node.ts";
import type { Crossover, MatrixInput } from "../math/index.ts";
import { findOnnxRuntime } from "../onnx/index.node.ts";
import { openWith, type Retriever, type RetrieverOptions } from "./retriever.ts";

/**
 * Where onnxruntime beats the kernels, as measured on two cores (AMD EPYC with AVX-512, Node 20); memories above 512 MiB
 * aren't copied for it. `npm run bench -- crossover` measures it on another machine.
 */
export const measuredCrossover: Crossover = {
  scores: 1.5e7,
  bytes: 4e7,
  softmax: 2.5e6,
  queries: 4,
  largest: 2 ** 27,
};

/**
 * As `openRetriever` of `madeleine/memory`, with onnxruntime-node for the large products where it is installed:
 * `"auto"` uses it from so much work on (`crossover`), `"native"` always.
 * @throws Error for `"native"` where onnxruntime-node isn't installed, with the line that installs it.
 */
export async function openRetriever(
  patterns: MatrixInput,
  { crossover = measuredCrossover, ...options }: RetrieverOptions & { crossover?: Crossover } = {},
): Promise<Retriever> {
  if (options.backend === "native") findOnnxRuntime();
  return openWith({ open: openNativeProducts, crossover }, patterns, options);
}
