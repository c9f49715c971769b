import { expect, it } from "vitest";
import { gradientsOf } from "../gradients.ts";
import { graphOf } from "../graph-of.ts";
import { constant, input, parameter, wholeNumbers } from "../source.ts";
import { add, multiply } from "./arithmetic.ts";
import { where } from "./choice.ts";
import { conv2d } from "./conv2d.ts";
import { dropout } from "./dropout.ts";
import { entmax } from "./entmax.ts";
import { gather, pick } from "./gather.ts";
import { layerNorm } from "./layer-norm.ts";
import { broadcastTo, concat, reshape, slice, split, transpose } from "./layout.ts";
import { meanSquaredError } from "./losses.ts";
import { linear, matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { topKSoftmax } from "./softmax.ts";

const x = input("x", [2, 3]);
const y = input("y", [4, 3]);
const indices = input("i", [4], "integer");

it.each([
  [
    () => add(x, y),
    "add: shapes [2, 3] and [4, 3] don't match: 2 and 4 stand for the same axis, and neither is 1",
  ],
  [() => matmul(x, y), "matmul: takes [n, k] and [k, m], got [2, 3] and [4, 3]"],
  [
    () => matmul(x, y, { transposeX: true, transposeY: true }),
    "matmul: takes [n, k] and [k, m], got [2, 3] (transposed) and [4, 3] (transposed)",
  ],
  [() => linear(x, y, y), "linear: takes x [n, k], W [k, m] and b [m], got [2, 3], [4, 3], [4, 3]"],
  [() => reshape(x, [4, -1]), "reshape: [2, 3] holds 6 numbers, which don't fill [4, -1]"],
  [() => transpose(x, [0, 0]), "transpose: the order [0, 0] doesn't name each axis of [2, 3] once"],
  [() => concat([x, y], 1), "concat: shapes [2, 3] and [4, 3] differ in more than axis 1"],
  [() => slice(x, 1, 2, 5), "slice: 2 … 5 is no part of axis 1 of [2, 3]"],
  [() => split(x, 1, [2, 2]), "split: [2, 2] doesn't fill axis 1 of [2, 3]"],
  [() => broadcastTo(x, [3]), "broadcastTo: [2, 3] can't be repeated to [3]"],
  [() => sum(x, 2), "sum: [2, 3] has no axis 2"],
  [() => sum(x, [0, -2]), "sum: an axis stands twice in [0, -2]"],
  [
    () => layerNorm(x, y, y),
    "layerNorm: takes x […, d], scale [d] and shift [d], got [2, 3], [4, 3] and [4, 3]",
  ],
  [() => meanSquaredError(x, y), "meanSquaredError: targets must be [2, 3], got [4, 3]"],
  [() => pick(x, indices), "pick: takes [n, c] and n whole numbers [n], got [2, 3] and [4]"],
  [() => gather(constant(1), indices), "gather: takes a table [n, …], got a single number, []"],
  [() => conv2d(x, y), "conv2d: takes pictures [N, C, H, W] and windows [M, C, h, w], got [2, 3] and [4, 3]"],
  [
    () => conv2d(input("p", [1, 1, 2, 2]), input("w", [1, 1, 3, 3])),
    "conv2d: windows [3, 3] are larger than pictures [2, 2] with padding 0",
  ],
  [() => dropout(x, 1), "dropout: rate must lie in [0, 1), got 1"],
  [() => topKSoftmax(x, 0), "topKSoftmax: k must be a whole number from 1, got 0"],
  [() => entmax(x, 0.5), "entmax: alpha must be a finite number from 1, got 0.5"],
  [
    () => entmax(x, y),
    "entmax: alpha must be a number for each row, a shape that is repeated to [2, 1], got [4, 3]",
  ],
  [() => gradientsOf(x, [x]), "gradientsOf: a loss is one number, [], got [2, 3]; take its mean or sum"],
  [() => input("x", [0, 2]), "input: lengths of axes are whole numbers from 1, got [0, 2]"],
  [() => input("%x", [1]), 'input: names aren\'t empty and don\'t begin with "%", got "%x"'],
  [() => parameter("W", [2, 2], [1, 2, 3]), "parameter: W is [2, 2], 4 numbers, but its start holds 3"],
  [() => constant([1, 2], [3]), "constant: [3] takes 3 numbers, got 2"],
  [() => wholeNumbers([0.5]), "wholeNumbers: [1] takes 1 whole numbers, got 1: 0.5"],
  [
    () => graphOf({ y: multiply(input("a", [1]), input("a", [1])) }),
    'graphOf: there are two different values called "a"; rename one',
  ],
  [
    () => graphOf({ a: multiply(input("a", [1]), 2) }),
    'graphOf: an output is called "a", as an input or a parameter is; rename one',
  ],
])("%s is refused", (build, message) => {
  expect(build).toThrow(new RangeError(message));
});

it.each([
  [() => add(x, indices), "add: takes float values, got integer from i [4]"],
  [() => where(x, x, x), "where: takes boolean values, got float from x [2, 3]"],
  [() => gather(x, x), "gather: takes integer values, got float from x [2, 3]"],
])("%s is refused for its type", (build, message) => {
  expect(build).toThrow(new TypeError(message));
});

it("a graph as deep as this is no trouble", () => {
  let deep = sum(x);
  for (let i = 0; i < 20_000; i++) deep = add(deep, 1);
  const [gradient] = gradientsOf(deep, [x]);
  expect(gradient?.shape).toEqual([2, 3]);
});
