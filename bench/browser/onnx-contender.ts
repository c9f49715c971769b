import type { Matrix } from "madeleine/math";
import { encodeModel, type Graph } from "madeleine/onnx";
import { type Contender, difference } from "../harness.ts";

/** ONNX Runtime for the page with so many threads; they can't change afterwards. */
export async function openOnnxRuntime(threads: number): Promise<typeof import("onnxruntime-web")> {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = "/node_modules/onnxruntime-web/dist/";
  return ort;
}

/** A graph of `graphs.ts` run by ONNX Runtime's own wasm. */
export async function onnxContender(
  name: string,
  ort: typeof import("onnxruntime-web"),
  { graph, queries, tolerance }: { graph: Graph; queries: Matrix; tolerance: number },
): Promise<Contender> {
  const session = await ort.InferenceSession.create(encodeModel(graph), { executionProviders: ["wasm"] });
  let states = new Float32Array(0);
  return {
    name,
    run: async () => {
      const input = new ort.Tensor("float32", queries.data, [queries.rows, queries.columns]);
      const output = await session.run({ queries: input });
      states = output.states?.data as Float32Array<ArrayBuffer>;
    },
    check: (expected) => difference(states, expected, tolerance),
  };
}
