import {
  add,
  gelu,
  layerNorm,
  linear,
  matmul,
  meanSquaredError,
  type Parameter,
  parameter,
  reshape,
  softmax,
  split,
  transpose,
  type Value,
} from "madeleine/engine";
import { zeros } from "madeleine/math";
import { fillNormal } from "./patterns.ts";

/** One block of a transformer: how many tokens, how wide, how many heads. */
export interface BlockShape {
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
}

/** Its parameters in this order, and the loss for `x` and `y`, [tokens, width]. */
export interface Transformer {
  readonly parameters: readonly Parameter[];
  loss(inputs: Readonly<Record<string, Value>>): Value;
}

/**
 * h = x + attention(norm x); h + W₂ gelu(W₁ norm h + b₁) + b₂; the mean squared difference to y. Attention of `heads` heads,
 * with one product for queries, keys and values; the MLP is four times as wide.
 */
export function transformer({ tokens, width, heads }: BlockShape): Transformer {
  const drawn = (name: string, rows: number, columns: number): Parameter => {
    const start = fillNormal(zeros(rows, columns), name).data.map((value) => value / Math.sqrt(rows));
    return parameter(name, [rows, columns], start);
  };
  const filled = (name: string, length: number, value: number): Parameter => parameter(name, [length], value);
  const [scale1, shift1] = [filled("norm1.scale", width, 1), filled("norm1.shift", width, 0)];
  const [Wqkv, bqkv] = [drawn("qkv.weight", width, 3 * width), filled("qkv.bias", 3 * width, 0)];
  const [Wo, bo] = [drawn("out.weight", width, width), filled("out.bias", width, 0)];
  const [scale2, shift2] = [filled("norm2.scale", width, 1), filled("norm2.shift", width, 0)];
  const [W1, b1] = [drawn("wide.weight", width, 4 * width), filled("wide.bias", 4 * width, 0)];
  const [W2, b2] = [drawn("narrow.weight", 4 * width, width), filled("narrow.bias", width, 0)];
  const part = width / heads;
  const attention = (x: Value): Value => {
    const all = split(reshape(linear(x, Wqkv, bqkv), [tokens, 3 * heads, part]), 1, [heads, heads, heads]);
    const [q, k, v] = all.map((part) => transpose(part, [1, 0, 2]));
    const weights = softmax(matmul(q, k, { transposeY: true, scale: 1 / Math.sqrt(part) }));
    return linear(reshape(transpose(matmul(weights, v), [1, 0, 2]), [tokens, width]), Wo, bo);
  };
  return {
    parameters: [scale1, shift1, Wqkv, bqkv, Wo, bo, scale2, shift2, W1, b1, W2, b2],
    loss: ({ x, y }) => {
      const h = add(x, attention(layerNorm(x, scale1, shift1)));
      const inner = gelu(linear(layerNorm(h, scale2, shift2), W1, b1));
      return meanSquaredError(add(h, linear(inner, W2, b2)), y);
    },
  };
}
