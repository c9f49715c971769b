import { entmaxRow } from "../../math/index.ts";
import { constant, wholeNumbers as whole } from "../source.ts";
import { greater } from "./choice.ts";
import { entmax } from "./entmax.ts";
import { layerNorm } from "./layer-norm.ts";
import { binaryCrossEntropy, crossEntropy, meanSquaredError } from "./losses.ts";
import type { OperationCase } from "./operation-case.ts";
import { logSoftmax, maskedSoftmax, overMask, softmax, topKSoftmax } from "./softmax.ts";
import { sparsemax } from "./sparsemax.ts";

const MASK = [1, 0, 1, 1, 0, 0, 0, 0];

/** Operations on rows: separations, layer norm and losses. */
export const ROWS: readonly OperationCase[] = [
  {
    name: "softmax",
    shapes: [[2, 4]],
    build: (x) => softmax(x),
    plain: (x) => [0, 4].flatMap((i) => plainSoftmax(x.slice(i, i + 4))),
  },
  { name: "softmax along the first axis", shapes: [[3, 2]], build: (x) => softmax(x, 0) },
  {
    name: "logSoftmax",
    shapes: [[2, 4]],
    build: (x) => logSoftmax(x),
    plain: (x) => [0, 4].flatMap((i) => plainSoftmax(x.slice(i, i + 4)).map(Math.log)),
  },
  {
    name: "maskedSoftmax, one row without any",
    shapes: [[2, 4]],
    build: (x) => maskedSoftmax(x, greater(constant(MASK, [2, 4]), 0)),
    plain: (x) => {
      const [a, b, c] = plainSoftmax([x[0], x[2], x[3]]);
      return [a, 0, b, c, 0, 0, 0, 0];
    },
  },
  {
    name: "topKSoftmax",
    shapes: [[2, 4]],
    build: (x) => topKSoftmax(x, 2),
  },
  {
    name: "topKSoftmax of those that a mask leaves",
    shapes: [[2, 4]],
    build: (x) => topKSoftmax(x, 2, greater(constant([1, 1, 0, 1, 0, 0, 1, 0], [2, 4]), 0)),
  },
  { name: "sparsemax", shapes: [[3, 5]], build: sparsemax, plain: (x) => plainEntmax(x, 5, 2) },
  {
    name: "sparsemax over a mask",
    shapes: [[2, 4]],
    build: (x) => overMask(x, greater(constant(MASK, [2, 4]), 0), sparsemax),
  },
  ...[1.1, 1.25, 1.5, 1.9, 3].map(
    (alpha): OperationCase => ({
      name: `entmax ${alpha}`,
      shapes: [[3, 5]],
      build: (x) => entmax(x, alpha),
      plain: (x) => plainEntmax(x, 5, alpha),
      // At a threshold that rises steeply, the root's last bit shows.
      error: alpha > 2 ? 1e-8 : 1e-12,
      ...(alpha > 2 && { step: 1e-4, tolerance: 1e-5 }),
    }),
  ),
  {
    name: "entmax, α for each head",
    shapes: [
      [2, 3, 2, 4],
      [3, 1, 1],
    ],
    at: [undefined, [1.25, 1.5, 1.75]],
    build: (x, alpha) => entmax(x, alpha),
  },
  {
    name: "entmax, α near 1",
    shapes: [[2, 4], [1]],
    at: [undefined, [1.001]],
    build: (x, alpha) => entmax(x, alpha),
    step: 1e-4,
    tolerance: 1e-6,
  },
  { name: "layerNorm", shapes: [[3, 5], [5], [5]], build: (x, y, z) => layerNorm(x, y, z, 1e-3) },
  { name: "crossEntropy", shapes: [[3, 4]], build: (x) => crossEntropy(x, whole([2, 0, 3], [3])) },
  {
    name: "binaryCrossEntropy",
    shapes: [[2, 3]],
    build: (x) => binaryCrossEntropy(x, constant([0, 1, 0.25, 1, 0, 1], [2, 3])),
  },
  {
    name: "meanSquaredError",
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: meanSquaredError,
  },
];

function plainSoftmax(scores: readonly number[]): number[] {
  const exponentials = scores.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((one) => one / sum);
}

function plainEntmax(scores: readonly number[], length: number, alpha: number): number[] {
  const rows = Array.from({ length: scores.length / length }, (_, row) => {
    const own = Float64Array.from(scores.slice(row * length, (row + 1) * length));
    return [...entmaxRow(new Float64Array(length), own, 1, alpha)];
  });
  return rows.flat();
}
