import type { Shape } from "../shape.ts";
import { wholeNumbers as whole } from "../source.ts";
import type { Value } from "../value.ts";
import { elu, gelu, relu, sigmoid, softplus, tanh } from "./activations.ts";
import { add, divide, multiply, negate, subtract } from "./arithmetic.ts";
import { greater, where } from "./choice.ts";
import { conv2d } from "./conv2d.ts";
import { gather, pick } from "./gather.ts";
import { broadcastTo, concat, reshape, slice, split, transpose } from "./layout.ts";
import { linear, matmul } from "./matmul.ts";
import type { OperationCase } from "./operation-case.ts";
import { abs, atLeast, erf, exp, log, power, sqrt, square } from "./pointwise.ts";
import { max, mean, min, sum } from "./reduce.ts";
import { ROWS } from "./row-cases.ts";
import { total } from "./total.ts";

const POSITIVE = [0.2, 2] as const;

function each(
  name: string,
  build: (x: Value) => Value,
  plain: (x: number) => number,
  more: Partial<OperationCase> = {},
): OperationCase {
  return { name, shapes: [[3, 4]], build, plain: (x) => x.map(plain), ...more };
}

/** Φ by its definition, with the series of erf. */
function plainErf(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

/** onnxruntime has erf in float32 alone. */
const NARROW = { error: 1e-6, step: 1e-2, tolerance: 2e-3 } as const;

const ELEMENTWISE: readonly OperationCase[] = [
  each("exp", exp, Math.exp),
  each("log", log, Math.log, { range: POSITIVE }),
  each("sqrt", sqrt, Math.sqrt, { range: POSITIVE }),
  each("square", square, (x) => x * x),
  each("abs", abs, Math.abs),
  each(
    "power 1.7",
    (x) => power(x, 1.7),
    (x) => x ** 1.7,
    { range: POSITIVE },
  ),
  each(
    "power −1",
    (x) => power(x, -1),
    (x) => 1 / x,
    { range: POSITIVE },
  ),
  each("erf", erf, plainErf, NARROW),
  each(
    "atLeast",
    (x) => atLeast(x, 0.25),
    (x) => Math.max(x, 0.25),
  ),
  each("relu", relu, (x) => Math.max(x, 0)),
  each(
    "elu",
    (x) => elu(x, 0.7),
    (x) => (x > 0 ? x : 0.7 * Math.expm1(x)),
  ),
  each("gelu", gelu, (x) => (x * (1 + plainErf(x * Math.SQRT1_2))) / 2, NARROW),
  each("tanh", tanh, Math.tanh),
  each("sigmoid", sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  each("softplus", softplus, (x) => Math.log1p(Math.exp(x))),
  each("negate", negate, (x) => -x),
  each(
    "a number minus x, halved",
    (x) => divide(subtract(3, x), 2),
    (x) => (3 - x) / 2,
  ),
];

/** [2, 3] and [3]: the second is repeated. */
const REPEATED: readonly Shape[] = [[2, 3], [3]];

const ARITHMETIC: readonly OperationCase[] = [
  { name: "add", shapes: REPEATED, build: add, plain: (x, y) => x.map((one, i) => one + y[i % 3]) },
  { name: "subtract", shapes: REPEATED, build: subtract, plain: (x, y) => x.map((one, i) => one - y[i % 3]) },
  { name: "multiply", shapes: REPEATED, build: multiply, plain: (x, y) => x.map((one, i) => one * y[i % 3]) },
  {
    name: "divide",
    shapes: REPEATED,
    range: POSITIVE,
    build: divide,
    plain: (x, y) => x.map((one, i) => one / y[i % 3]),
  },
  {
    name: "add, both repeated",
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    build: add,
  },
  {
    name: "multiply by itself",
    shapes: [[3]],
    build: (x) => multiply(x, x),
    plain: (x) => x.map((one) => one * one),
  },
  { name: "total of four", shapes: [[3]], build: (x) => total([x, exp(x), x, x]) },
  {
    name: "where",
    shapes: [[2, 3], [3], [2, 1]],
    build: (x, y, z) => where(greater(x, 0), multiply(x, y), z),
  },
];

const LAYOUT: readonly OperationCase[] = [
  { name: "reshape", shapes: [[2, 6]], build: (x) => reshape(x, [3, -1]), plain: (x) => x },
  {
    name: "transpose",
    shapes: [[2, 3]],
    build: (x) => transpose(x),
    plain: (x) => [0, 3, 1, 4, 2, 5].map((i) => x[i]),
  },
  { name: "transpose of three axes", shapes: [[2, 3, 4]], build: (x) => transpose(x, [1, 2, 0]) },
  {
    name: "concat",
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: (x, y) => concat([x, y, x]),
  },
  {
    name: "slice",
    shapes: [[4, 3]],
    build: (x) => slice(x, 0, 1, 3),
    plain: (x) => x.slice(3, 9),
  },
  {
    name: "split, one part unused",
    shapes: [[2, 6]],
    build: (x) => {
      const [a, , c] = split(x, 1, [2, 1, 3]);
      return concat([square(a), c]);
    },
  },
  { name: "broadcastTo", shapes: [[3, 1]], build: (x) => broadcastTo(x, [2, 3, 4]) },
  {
    name: "gather, one row twice",
    shapes: [[4, 2]],
    build: (x) => gather(x, whole([3, 0, 3], [3])),
    plain: (x) => [6, 7, 0, 1, 6, 7].map((i) => x[i]),
  },
  {
    name: "gather by a table of indices",
    shapes: [[4, 2]],
    build: (x) => gather(x, whole([3, 0, 1, 1], [2, 2])),
  },
  {
    name: "pick",
    shapes: [[3, 4]],
    build: (x) => pick(x, whole([2, 0, 3], [3])),
    plain: (x) => [2, 4, 11].map((i) => x[i]),
  },
];

const REDUCED: readonly OperationCase[] = [
  { name: "sum of all", shapes: [[2, 3]], build: (x) => sum(x), plain: (x) => [x.reduce((a, b) => a + b)] },
  { name: "sum over an axis", shapes: [[2, 3, 4]], build: (x) => sum(x, 1) },
  { name: "sum over axes, kept", shapes: [[2, 3, 4]], build: (x) => sum(x, [0, -1], { keep: true }) },
  {
    name: "mean",
    shapes: [[2, 3]],
    build: (x) => mean(x, -1),
    plain: (x) => [0, 3].map((i) => (x[i] + x[i + 1] + x[i + 2]) / 3),
  },
  {
    name: "max",
    shapes: [[2, 3]],
    build: (x) => max(x),
    plain: (x) => [0, 3].map((i) => Math.max(...x.slice(i, i + 3))),
  },
  { name: "min, kept", shapes: [[3, 2]], build: (x) => min(x, 0, { keep: true }) },
];

const product = (x: Value, y: Value): Value => matmul(x, y);

const PRODUCTS: readonly OperationCase[] = [
  ...[false, true].flatMap((transposeX) =>
    [false, true].flatMap((transposeY) =>
      [[], [3]].map((before): OperationCase => {
        const [x, y] = [transposeX ? [4, 2] : [2, 4], transposeY ? [5, 4] : [4, 5]];
        return {
          name: `matmul of ${transposeX ? "xᵀ" : "x"} and ${transposeY ? "yᵀ" : "y"}, ${before.length + 2} axes`,
          shapes: [
            [...before, ...x],
            [...before, ...y],
          ],
          build: (x, y) => matmul(x, y, { transposeX, transposeY, scale: 0.5 }),
        };
      }),
    ),
  ),
  {
    name: "matmul",
    shapes: [
      [2, 2],
      [2, 2],
    ],
    build: product,
    plain: ([a, b, c, d], [e, f, g, h]) => [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h],
  },
  {
    name: "matmul of many by one",
    shapes: [
      [3, 2, 4],
      [4, 5],
    ],
    build: product,
  },
  {
    name: "matmul of many by one, transposed",
    shapes: [
      [3, 4, 2],
      [4, 5],
    ],
    build: (x, y) => matmul(x, y, { transposeX: true }),
  },
  {
    name: "matmul, repeated",
    shapes: [
      [2, 1, 2, 3],
      [4, 3, 2],
    ],
    build: product,
  },
  { name: "linear", shapes: [[2, 3, 4], [4, 5], [5]], build: linear },
];

/** onnxruntime has convolutions in float32 alone; they are linear in each, so long steps are exact. */
const CONVOLVED = { step: 0.5, tolerance: 1e-4 } as const;

const CONVOLUTIONS: readonly OperationCase[] = [
  {
    name: "conv2d",
    shapes: [
      [1, 1, 3, 3],
      [1, 1, 2, 2],
    ],
    build: (x, W) => conv2d(x, W),
    plain: (x, W) =>
      [0, 1, 3, 4].map((at) => [0, 1, 3, 4].reduce((sum, by, i) => sum + x[at + by] * W[i], 0)),
    error: 1e-6,
    ...CONVOLVED,
  },
  {
    name: "conv2d, padded, over channels and pictures",
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 3, 2],
    ],
    build: (x, W) => conv2d(x, W, { padding: 1 }),
    ...CONVOLVED,
  },
  {
    name: "conv2d in strides that leave a rest",
    shapes: [
      [2, 2, 6, 5],
      [3, 2, 3, 2],
    ],
    build: (x, W) => conv2d(x, W, { stride: 2 }),
    ...CONVOLVED,
  },
];

export const OPERATIONS: readonly OperationCase[] = [
  ...ELEMENTWISE,
  ...ARITHMETIC,
  ...LAYOUT,
  ...REDUCED,
  ...PRODUCTS,
  ...CONVOLUTIONS,
  ...ROWS,
];
