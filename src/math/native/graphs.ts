import type { Graph, Tensor, TensorType } from "../../onnx/index.ts";
import type { Matrix } from "../matrix.ts";

/*
 * Patterns that stay stand in the graphs as constants, which onnxruntime lays out for its kernels once, when it makes
 * the session; patterns that change are inputs. They lie in their own order, `[N, d]`: what has to be turned is turned
 * by onnxruntime.
 */

/** scores = queries Ξᵀ. */
export function scoresGraph(patterns: Matrix, changing = false): Graph {
  return {
    inputs: { queries: rowsOf("float32", patterns.columns), ...(changing && { patterns: typeOf(patterns) }) },
    outputs: { scores: rowsOf("float32", patterns.rows) },
    constants: changing ? {} : { patterns: constantOf(patterns) },
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
export function softmaxSumsGraph(patterns: Matrix, values: Matrix, changing = false): Graph {
  const same = values.data === patterns.data;
  const { inputs, constants } = scoresGraph(patterns, changing);
  const ownInputs = same || !changing ? {} : { values: typeOf(values) };
  const ownConstants = same || changing ? {} : { values: constantOf(values) };
  return {
    inputs: { ...inputs, ...ownInputs, beta: { type: "float32", shape: [] } },
    outputs: { sums: rowsOf("float32", values.columns) },
    constants: { ...constants, ...ownConstants },
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

function typeOf({ rows, columns }: Matrix): TensorType {
  return { type: "float32", shape: [rows, columns] };
}

export function constantOf({ data, rows, columns }: Matrix): Tensor {
  return { data, shape: [rows, columns] };
}
