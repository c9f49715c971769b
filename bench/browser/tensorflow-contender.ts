import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Matrix } from "madeleine/math";
import { type Contender, difference } from "../harness.ts";
import { type Readout, transposed } from "./graphs.ts";

/** TensorFlow.js and its wasm backend, as their scripts leave them in the page. */
export type Tensorflow = typeof import("@tensorflow/tfjs-core") & {
  readonly wasm: typeof import("@tensorflow/tfjs-backend-wasm");
};

/** The memory as TensorFlow.js holds it. */
export interface TensorflowMemory {
  readonly tf: Tensorflow;
  readonly patterns: Tensor2D;
  /** Ξᵀ: a product with the transposed matrix is faster than one that transposes. */
  readonly transposed: Tensor2D;
}

/** TensorFlow.js in wasm with so many threads, which can't change afterwards, and the memory in it. */
export async function openTensorflow(
  threads: number,
  { data, rows, columns }: Matrix,
): Promise<TensorflowMemory> {
  for (const file of ["tfjs-core/dist/tf-core", "tfjs-backend-wasm/dist/tf-backend-wasm"]) {
    await loadScript(`/node_modules/@tensorflow/${file}.es2017.min.js`);
  }
  const { tf } = globalThis as unknown as { tf: Tensorflow };
  tf.wasm.setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  tf.wasm.setThreadsCount(threads);
  await tf.setBackend("wasm");
  const turned = transposed({ data, rows, columns });
  return {
    tf,
    patterns: tf.tensor2d(data, [rows, columns]),
    transposed: tf.tensor2d(turned, [columns, rows]),
  };
}

export interface TensorflowStep {
  readonly name: string;
  readonly queries: Matrix;
  readonly beta: number;
  readonly tolerance: number;
  /** Sparsemax by the k largest scores, and how it reads out. Default: softmax. */
  readonly sparsemax?: { readonly k: number; readonly readout: Readout };
}

/** One step by TensorFlow.js. */
export function tensorflowContender(memory: TensorflowMemory, step: TensorflowStep): Contender {
  const { tf } = memory;
  const { name, queries, beta, tolerance, sparsemax } = step;
  let states = new Float32Array(0);
  const compute = (): Tensor2D => {
    const start = tf.tensor2d(queries.data, [queries.rows, queries.columns]);
    const scores: Tensor2D = tf.matMul(tf.mul<Tensor2D>(start, beta), memory.transposed);
    if (sparsemax) return sparsemaxStates(memory, scores, sparsemax);
    return tf.matMul(tf.softmax(scores), memory.patterns);
  };
  return {
    name,
    run: () => {
      const result = tf.tidy(compute);
      states = result.dataSync<"float32">().slice();
      result.dispose();
    },
    check: (expected) => difference(states, expected, tolerance),
  };
}

/** sparsemax(s) Ξ. Martins and Astudillo 2016, algorithm 1, on the k largest scores. */
function sparsemaxStates(
  { tf, patterns }: TensorflowMemory,
  scores: Tensor2D,
  { k, readout }: { k: number; readout: Readout },
): Tensor2D {
  const { values, indices } = tf.topk(scores, k, true);
  const excess = tf.sub(tf.cumsum(values, 1), 1);
  const inside = tf.cast(tf.greater(tf.mul(values, tf.range(1, k + 1)), excess), "float32");
  const sum = tf.sum(tf.mul(values, inside), -1, true);
  const threshold = tf.div(tf.sub(sum, 1), tf.sum(inside, -1, true));
  if (readout === "dense") return tf.matMul(tf.relu<Tensor2D>(tf.sub(scores, threshold)), patterns);
  const weights = tf.expandDims(tf.relu(tf.sub(values, threshold)), 1);
  return tf.squeeze(tf.matMul(weights, tf.gather(patterns, indices as Tensor2D)), [1]);
}

function loadScript(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${source} can't be loaded`));
    document.head.append(script);
  });
}
