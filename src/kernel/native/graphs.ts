import type { Matrix } from "../../math/index.ts";
import type { Attribute, Graph, GraphNode, TensorType } from "../../onnx/index.ts";
import type { Loss } from "../settings.ts";

/** out = A Bᵀ, for matrices of any size. */
export const productGraph: Graph = {
  inputs: { a: anyMatrix("n", "k"), b: anyMatrix("m", "k") },
  outputs: { out: anyMatrix("n", "m") },
  nodes: [gemm(["a", "b"], "out", { transB: 1 })],
};

/** correction = Aᵀ Bᵀ X, as `correctedMap` has it. */
export const correctionGraph: Graph = {
  inputs: {
    anchors: anyMatrix("r", "D"),
    mixing: anyMatrix("M", "r"),
    patterns: anyMatrix("M", "d"),
  },
  outputs: { correction: anyMatrix("D", "d") },
  nodes: [
    gemm(["mixing", "patterns"], "inner", { transA: 1 }),
    gemm(["anchors", "inner"], "correction", { transA: 1 }),
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
function lossConstants(M: number, settings: Loss): NonNullable<Graph["constants"]> {
  const { t, pairs, loss } = settings;
  const squared = loss === "squared-kernel";
  const offset = squared || settings.features === "normalised" ? -2 * t : 0;
  const offsets = new Float32Array(M * M).fill(offset);
  if (pairs === "distinct") for (let i = 0; i < M; i++) offsets[i * M + i] = NEVER;
  const numbers = { twoT: 2 * t, t, steepness: (squared ? 8 : 4) * t };
  return {
    offsets: { data: offsets, shape: [M, M] },
    rows: { data: BigInt64Array.of(0n), shape: [1] },
    columns: { data: BigInt64Array.of(1n), shape: [1] },
    ...Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, { data: Float32Array.of(value), shape: [1] }]),
    ),
  };
}

/** From `features` to `top`, `total` and `gradient`; see `featureLoss` for the formulas. */
function lossNodes(settings: Loss): GraphNode[] {
  const normalised = settings.features === "normalised";
  const squared = settings.loss === "squared-kernel";
  const phi = normalised ? "phi" : "features";
  return [
    node("ReduceSumSquare", ["features"], "squares", ALONG_ROWS),
    ...(normalised ? [node("Sqrt", ["squares"], "norms"), node("Div", ["features", "norms"], "phi")] : []),
    ...exponentNodes(settings, phi),
    node("ReduceMax", ["exponents"], "top", { axes: { ints: [0, 1] }, keepdims: { int: 1 } }),
    node("Sub", ["exponents", "top"], "below"),
    node("Exp", ["below"], "terms"),
    node("ReduceSum", ["terms", "columns"], "rowSums", { keepdims: { int: 1 } }),
    node("ReduceSum", ["rowSums", "rows"], "total", { keepdims: { int: 1 } }),
    node("Div", ["steepness", "total"], "factor"),
    ...(squared ? [node("Mul", ["terms", "K"], "pull")] : []),
    node("MatMul", [squared ? "pull" : "terms", phi], "sums"),
    ...gradientNodes(settings),
  ];
}

/** −t |φ_i − φ_j|² or 2t (K² − 1): offsets and a multiple of K, which come with the product, where that is all. */
function exponentNodes({ loss, features, t }: Loss, phi: string): GraphNode[] {
  if (loss === "squared-kernel") {
    return [
      gemm([phi, phi], "K", { transB: 1 }),
      node("Mul", ["K", "K"], "KK"),
      node("Mul", ["KK", "twoT"], "scaled"),
      node("Add", ["scaled", "offsets"], "exponents"),
    ];
  }
  const scaled = (output: string): GraphNode =>
    gemm([phi, phi, "offsets"], output, { transB: 1 }, { alpha: { float: 2 * t } });
  if (features === "normalised") return [scaled("exponents")];
  return [
    scaled("scaled"),
    node("Mul", ["squares", "t"], "lengths"),
    node("Transpose", ["lengths"], "turned", { perm: { ints: [1, 0] } }),
    node("Sub", ["scaled", "lengths"], "nearer"),
    node("Sub", ["nearer", "turned"], "exponents"),
  ];
}

/** From Σ_j w_ij φ_j (times K_ij) to dL/dF. */
function gradientNodes({ loss, features }: Loss): GraphNode[] {
  if (features === "normalised") {
    return [
      node("Mul", ["sums", "phi"], "products"),
      node("ReduceSum", ["products", "columns"], "along", { keepdims: { int: 1 } }),
      node("Mul", ["phi", "along"], "radial"),
      node("Sub", ["sums", "radial"], "tangent"),
      node("Div", ["factor", "norms"], "scale"),
      node("Mul", ["tangent", "scale"], "gradient"),
    ];
  }
  if (loss === "squared-kernel") return [node("Mul", ["sums", "factor"], "gradient")];
  return [
    node("Mul", ["features", "rowSums"], "own"),
    node("Sub", ["sums", "own"], "apart"),
    node("Mul", ["apart", "factor"], "gradient"),
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
  more: Readonly<Record<string, Attribute>> = {},
): GraphNode {
  const attributes = Object.entries(turned).map(([name, int]) => [name, { int }] as const);
  return node("Gemm", inputs, output, { ...Object.fromEntries(attributes), ...more });
}

function anyMatrix(rows: string, columns: string): TensorType {
  return { type: "float32", shape: [rows, columns] };
}
