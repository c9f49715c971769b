import { openNativeProducts } from "../math/index.node.ts";
import type { Crossover, MatrixInput } from "../math/index.ts";
import { findOnnxRuntime } from "../onnx/index.node.ts";
import { openWith, type Retriever, type RetrieverOptions } from "./retriever.ts";

/**
 * Measured on two cores (AMD EPYC with AVX-512, Node 20, N = 10,000, d = 784): from so many queries on onnxruntime beats
 * the kernels. `npm run bench -- crossover` measures it anew.
 */
export const measuredCrossover: Crossover = { scores: 4, bytes: 4, softmax: 8 };

/**
 * As `openRetriever` of `madeleine/memory`, with onnxruntime-node for the large products where it is installed:
 * `"auto"` uses it from so many queries on (`crossover`), `"native"` always.
 * @throws Error for `"native"` where onnxruntime-node isn't installed, with the line that installs it.
 */
export async function openRetriever(
  patterns: MatrixInput,
  { crossover = measuredCrossover, ...options }: RetrieverOptions & { crossover?: Crossover } = {},
): Promise<Retriever> {
  if (options.backend === "native") findOnnxRuntime();
  return openWith({ open: openNativeProducts, crossover }, patterns, options);
}
