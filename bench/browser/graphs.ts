import type { Matrix } from "madeleine/math";
import type { Constant, Graph, GraphNode } from "madeleine/onnx";

/** How the weighted sum of the patterns is taken: a dense product, or a product with the patterns gathered. */
export type Readout = "dense" | "gather";

/** What a graph computes from `queries` `[B, d]`: `states` `[B, d]`. */
export interface StepOptions {
  readonly patterns: Matrix;
  readonly beta: number;
}

/** x = softmax(β q Ξᵀ) Ξ, the memory a constant. */
export function softmaxGraph({ patterns, beta }: StepOptions): Graph {
  return graphOf({ ...memoryOf(patterns), beta: scalar(beta) }, patterns.columns, [
    ...SCORES,
    node("Softmax", ["scores"], "weights", { axis: -1 }),
    node("MatMul", ["weights", "patterns"], "states"),
  ]);
}

/**
 * x = sparsemax(β q Ξᵀ) Ξ by the k largest scores, which have to hold the support. Martins and Astudillo 2016,
 * algorithm 1.
 */
export function sparsemaxGraph({
  patterns,
  beta,
  k,
  readout,
}: StepOptions & { k: number; readout: Readout }): Graph {
  const counts = Float32Array.from({ length: k }, (_, i) => i + 1);
  const constants = {
    ...memoryOf(patterns),
    beta: scalar(beta),
    one: scalar(1),
    counts: { data: counts, shape: [k] },
    k: whole(k),
    middle: whole(1),
    last: whole(-1),
    axis: { data: BigInt64Array.of(1n), shape: [] },
  };
  const read = readout === "dense" ? DENSE : GATHER;
  return graphOf(constants, patterns.columns, [...SCORES, ...THRESHOLD, ...read]);
}

const SCORES: readonly GraphNode[] = [
  node("Mul", ["queries", "beta"], "scaled"),
  node("MatMul", ["scaled", "transposed"], "scores"),
];

/** τ with Σ max(s − τ, 0) = 1, from the largest scores in order. */
const THRESHOLD: readonly GraphNode[] = [
  {
    operator: "TopK",
    inputs: ["scores", "k"],
    outputs: ["largest", "indices"],
    attributes: { axis: { int: -1 } },
  },
  node("CumSum", ["largest", "axis"], "sums"),
  node("Sub", ["sums", "one"], "less"),
  node("Mul", ["largest", "counts"], "multiples"),
  node("Greater", ["multiples", "less"], "above"),
  node("Cast", ["above"], "inside", { to: 1 }),
  node("ReduceSum", ["inside", "last"], "size"),
  node("Mul", ["largest", "inside"], "chosen"),
  node("ReduceSum", ["chosen", "last"], "sum"),
  node("Sub", ["sum", "one"], "excess"),
  node("Div", ["excess", "size"], "threshold"),
];

const DENSE: readonly GraphNode[] = [
  node("Sub", ["scores", "threshold"], "distances"),
  node("Relu", ["distances"], "weights"),
  node("MatMul", ["weights", "patterns"], "states"),
];

const GATHER: readonly GraphNode[] = [
  node("Sub", ["largest", "threshold"], "distances"),
  node("Relu", ["distances"], "weights"),
  node("Gather", ["patterns", "indices"], "gathered"),
  node("Unsqueeze", ["weights", "middle"], "row"),
  node("MatMul", ["row", "gathered"], "column"),
  node("Squeeze", ["column", "middle"], "states"),
];

function graphOf(constants: Graph["constants"], d: number, nodes: readonly GraphNode[]): Graph {
  const type = { type: "float32", shape: ["batch", d] } as const;
  return { inputs: { queries: type }, outputs: { states: type }, constants, nodes };
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): GraphNode {
  const ints = Object.entries(attributes).map(([name, int]) => [name, { int }] as const);
  return { operator, inputs, outputs: [output], attributes: Object.fromEntries(ints) };
}

/** Ξ and Ξᵀ. */
function memoryOf({ data, rows, columns }: Matrix): Record<"patterns" | "transposed", Constant> {
  return {
    patterns: { data, shape: [rows, columns] },
    transposed: { data: transposed({ data, rows, columns }), shape: [columns, rows] },
  };
}

/** The matrix with rows and columns exchanged, row by row. */
export function transposed({ data, rows, columns }: Matrix): Float32Array {
  const result = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j];
  }
  return result;
}

function scalar(value: number): Constant {
  return { data: Float32Array.of(value), shape: [] };
}

function whole(value: number): Constant {
  return { data: BigInt64Array.of(BigInt(value)), shape: [1] };
}
