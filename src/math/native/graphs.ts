import type { Graph, Tensor, TensorType } from "../../onnx/index.ts";
import type { Matrix } from "../matrix.ts";

/*
 * Patterns stand in the graphs as constants, which onnxruntime lays out for its kernels once, when it makes the session.
 * They stand there in their own order, `[N, d]`: what has to be turned is turned by onnxruntime.
 */

/** scores = queries Ξᵀ. */
export function scoresGraph(patterns: Matrix): Graph {
  return {
    inputs: { queries: rowsOf("float32", patterns.columns) },
    outputs: { scores: rowsOf("float32", patterns.rows) },
    constants: { patterns: constantOf(patterns) },
    nodes: [
      {
        operator: "Gemm",
        inputs: ["queries", "patterns"],
        outputs: ["scores"],
        attributes: { transB: { int: 1 } },
      },
    ],
  };
}

/** The same in bytes; only unsigned queries by signed, constant patterns are fast. */
export function byteScoresGraph(
  bytes: Int8Array,
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
): Graph {
  return {
    inputs: { queries: rowsOf("uint8", columns) },
    outputs: { scores: rowsOf("int32", rows) },
    constants: { patterns: { data: bytes, shape: [rows, columns] } },
    nodes: [
      {
        operator: "Transpose",
        inputs: ["patterns"],
        outputs: ["turned"],
        attributes: { perm: { ints: [1, 0] } },
      },
      { operator: "MatMulInteger", inputs: ["queries", "turned"], outputs: ["scores"] },
    ],
  };
}

/** sums = softmax(β queries Ξᵀ) V; β multiplies the queries, which are fewer than the scores. */
export function softmaxSumsGraph(patterns: Matrix, values: Matrix): Graph {
  const same = values.data === patterns.data;
  const inputs = { ...scoresGraph(patterns).inputs, beta: { type: "float32", shape: [] } as const };
  return {
    inputs,
    outputs: { sums: rowsOf("float32", values.columns) },
    constants: { patterns: constantOf(patterns), ...(same ? {} : { values: constantOf(values) }) },
    nodes: [
      { operator: "Mul", inputs: ["queries", "beta"], outputs: ["scaled"] },
      {
        operator: "Gemm",
        inputs: ["scaled", "patterns"],
        outputs: ["scores"],
        attributes: { transB: { int: 1 } },
      },
      {
        operator: "Softmax",
        inputs: ["scores"],
        outputs: ["weights"],
        attributes: { axis: { int: -1 } },
      },
      { operator: "MatMul", inputs: ["weights", same ? "patterns" : "values"], outputs: ["sums"] },
    ],
  };
}

/** Any number of rows. */
function rowsOf(type: TensorType["type"], columns: number): TensorType {
  return { type, shape: ["B", columns] };
}

function constantOf({ data, rows, columns }: Matrix): Tensor {
  return { data, shape: [rows, columns] };
}
