import type { Matrix } from "../../math/index.ts";
import type { Attribute, Graph, GraphNode, TensorType } from "../../onnx/index.ts";
import type { Loss } from "../settings.ts";

/** out = A Bᵀ, for matrices of any size. */
export const productGraph: Graph = {
  inputs: { a: anyMatrix("n", "k"), b: anyMatrix("m", "k") },
  outputs: { out: anyMatrix("n", "m") },
  nodes: [gemm(["a", "b"], "out", { transB: 1 })],
};

/** whole = base + Aᵀ Bᵀ X, as `correctedMap` has it. */
export const correctionGraph: Graph = {
  inputs: {
    anchors: anyMatrix("r", "D"),
    mixing: anyMatrix("M", "r"),
    patterns: anyMatrix("M", "d"),
    base: anyMatrix("D", "d"),
  },
  outputs: { whole: anyMatrix("D", "d") },
  nodes: [
    gemm(["mixing", "patterns"], "inner", { transA: 1 }),
    gemm(["anchors", "inner", "base"], "whole", { transA: 1 }),
  ],
};

/**
 * The numbers that L is made of, `top` and `total` with L = top + log(total/count), and dL/dG `[M, r]` with its image
 * (X Xᵀ) dL/dG, for features G `[M, r]`.
 */
export function spanGraph(patternGram: Matrix, r: number, loss: Loss): Graph {
  const M = patternGram.rows;
  return {
    inputs: { features: { type: "float32", shape: [M, r] } },
    outputs: {
      ...summary(),
      gradient: { type: "float32", shape: [M, r] },
      image: { type: "float32", shape: [M, r] },
    },
    constants: {
      ...lossConstants(M, loss),
      patternGram: { data: patternGram.data, shape: [M, M] },
    },
    nodes: [...lossNodes(loss), node("MatMul", ["patternGram", "gradient"], "image")],
  };
}

/** The same for W `[D, d]` and patterns X: dL/dW. */
export function wholeGraph(patterns: Matrix, D: number, loss: Loss): Graph {
  const { rows: M, columns: d, data } = patterns;
  return {
    inputs: { weights: { type: "float32", shape: [D, d] } },
    outputs: { ...summary(), slope: { type: "float32", shape: [D, d] } },
    constants: { ...lossConstants(M, loss), patterns: { data, shape: [M, d] } },
    nodes: [
      gemm(["patterns", "weights"], "features", { transB: 1 }),
      ...lossNodes(loss),
      gemm(["gradient", "patterns"], "slope", { transA: 1 }),
    ],
  };
}

function summary(): Record<string, TensorType> {
  return { top: { type: "float32", shape: [1, 1] }, total: { type: "float32", shape: [1, 1] } };
}

/** What is added to an exponent where a pair doesn't count: its term is 0 then. */
const NEVER = -1e30;

/** Which pairs count, `[M, M]`, and the numbers of the formulas. */
function lossConstants(M: number, { t, pairs, loss }: Loss): NonNullable<Graph["constants"]> {
  const counted = new Float32Array(M * M);
  if (pairs === "distinct") for (let i = 0; i < M; i++) counted[i * M + i] = NEVER;
  const squared = loss === "squared-kernel";
  const numbers = { twoT: 2 * t, minusTwoT: -2 * t, t, steepness: (squared ? 8 : 4) * t };
  return {
    counted: { data: counted, shape: [M, M] },
    rows: { data: BigInt64Array.of(0n), shape: [1] },
    columns: { data: BigInt64Array.of(1n), shape: [1] },
    ...Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, { data: Float32Array.of(value), shape: [1] }]),
    ),
  };
}

/** From `features` to `top`, `total` and `gradient`; see `featureLoss` for the formulas. */
function lossNodes({ loss, features }: Loss): GraphNode[] {
  const squared = loss === "squared-kernel";
  const normalised = features === "normalised";
  const phi = normalised ? "phi" : "features";
  return [
    node("ReduceSumSquare", ["features"], "squares", ALONG_ROWS),
    ...(normalised ? [node("Sqrt", ["squares"], "norms"), node("Div", ["features", "norms"], "phi")] : []),
    gemm([phi, phi], "K", { transB: 1 }),
    ...exponentNodes(squared, normalised),
    node("Add", ["exponents", "counted"], "countedExponents"),
    node("ReduceMax", ["countedExponents"], "top", { axes: { ints: [0, 1] }, keepdims: { int: 1 } }),
    node("Sub", ["countedExponents", "top"], "below"),
    node("Exp", ["below"], "terms"),
    ...gradientNodes(squared, normalised, phi),
  ];
}

/** −t |φ_i − φ_j|² or 2t (K² − 1). */
function exponentNodes(squared: boolean, normalised: boolean): GraphNode[] {
  if (squared) {
    return [
      node("Mul", ["K", "K"], "KK"),
      node("Mul", ["KK", "twoT"], "scaled"),
      node("Add", ["scaled", "minusTwoT"], "exponents"),
    ];
  }
  const scaled = node("Mul", ["K", "twoT"], "scaled");
  if (normalised) return [scaled, node("Add", ["scaled", "minusTwoT"], "exponents")];
  return [
    scaled,
    node("Mul", ["squares", "t"], "lengths"),
    node("Transpose", ["lengths"], "turned", { perm: { ints: [1, 0] } }),
    node("Sub", ["scaled", "lengths"], "nearer"),
    node("Sub", ["nearer", "turned"], "exponents"),
  ];
}

function gradientNodes(squared: boolean, normalised: boolean, phi: string): GraphNode[] {
  return [
    node("ReduceSum", ["terms", "columns"], "rowSums", { keepdims: { int: 1 } }),
    node("ReduceSum", ["rowSums", "rows"], "total", { keepdims: { int: 1 } }),
    node("Div", ["steepness", "total"], "factor"),
    ...(squared ? [node("Mul", ["terms", "K"], "pull")] : []),
    node("MatMul", [squared ? "pull" : "terms", phi], "sums"),
    ...(squared || normalised
      ? [node("Mul", ["sums", "factor"], "whole")]
      : [
          node("Mul", [phi, "rowSums"], "own"),
          node("Sub", ["sums", "own"], "apart"),
          node("Mul", ["apart", "factor"], "whole"),
        ]),
    ...(normalised
      ? [
          node("Mul", ["whole", "phi"], "products"),
          node("ReduceSum", ["products", "columns"], "along", { keepdims: { int: 1 } }),
          node("Mul", ["phi", "along"], "radial"),
          node("Sub", ["whole", "radial"], "tangent"),
          node("Div", ["tangent", "norms"], "gradient"),
        ]
      : [node("Identity", ["whole"], "gradient")]),
  ];
}

const ALONG_ROWS = { axes: { ints: [1] }, keepdims: { int: 1 } } as const;

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): GraphNode {
  return { operator, inputs, outputs: [output], attributes };
}

function gemm(
  inputs: readonly string[],
  output: string,
  turned: { transA?: number; transB?: number },
): GraphNode {
  const attributes = Object.entries(turned).map(([name, int]) => [name, { int }] as const);
  return node("Gemm", inputs, output, Object.fromEntries(attributes));
}

function anyMatrix(rows: string, columns: string): TensorType {
  return { type: "float32", shape: [rows, columns] };
}
