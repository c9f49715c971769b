import type { Emitter } from "../emitter.ts";
import { axesOf, axisOf, type Shape, sizeOf } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { divide, multiply } from "./arithmetic.ts";
import { broadcastTo, reshape, summed } from "./layout.ts";

export interface ReduceOptions {
  /** Whether the axes stay, with length 1. Default: false. */
  readonly keep?: boolean;
}

/** Σ x over axes. Default: over all. ∂/∂x = g, repeated. */
export function sum(x: Value, axes?: number | Shape, { keep = false }: ReduceOptions = {}): Value {
  requireType("sum", x, "float");
  const over = axesOf("sum", axes, x.shape);
  if (over.length === 0) return x;
  return summed(x, over, keep);
}

/** The mean over axes. Default: over all. ∂/∂x = g / n, repeated. */
export function mean(x: Value, axes?: number | Shape, { keep = false }: ReduceOptions = {}): Value {
  requireType("mean", x, "float");
  const over = axesOf("mean", axes, x.shape);
  if (over.length === 0) return x;
  const count = sizeOf(over.map((axis) => x.shape[axis]));
  const kept = x.shape.map((length, axis) => (over.includes(axis) ? 1 : length));
  return apply({
    name: "mean",
    inputs: [x],
    shape: keep ? kept : x.shape.filter((_, axis) => !over.includes(axis)),
    emit: (emitter, inputs) =>
      emitter.node("ReduceMean", inputs, {
        attributes: { axes: { ints: over }, keepdims: { int: Number(keep) } },
      }),
    derivative: (gradient) => [broadcastTo(multiply(reshape(gradient, kept), 1 / count), x.shape)],
  });
}

/** The largest along an axis; where several are equal, they share the gradient. */
export function max(x: Value, axis = -1, options: ReduceOptions = {}): Value {
  return extreme("max", "ReduceMax", x, axis, options);
}

/** The smallest along an axis; where several are equal, they share the gradient. */
export function min(x: Value, axis = -1, options: ReduceOptions = {}): Value {
  return extreme("min", "ReduceMin", x, axis, options);
}

function extreme(
  name: string,
  operator: string,
  x: Value,
  axis: number,
  { keep = false }: ReduceOptions,
): Value {
  requireType(name, x, "float");
  const at = axisOf(name, axis, x.shape);
  const result = apply({
    name,
    inputs: [x],
    shape: x.shape.with(at, 1),
    emit: (emitter: Emitter, inputs) =>
      emitter.node(operator, inputs, { attributes: { axes: { ints: [at] }, keepdims: { int: 1 } } }),
    derivative: (gradient, output) => {
      const reached = equal(x, output);
      return [multiply(divide(reached, summed(reached, [at])), gradient)];
    },
  });
  return keep ? result : reshape(result, x.shape.toSpliced(at, 1));
}

/** 1 where x equals y, which is repeated to its shape, else 0; its derivative is 0. */
function equal(x: Value, y: Value): Value {
  return apply({
    name: "equal",
    inputs: [x, y],
    shape: x.shape,
    emit: (emitter, inputs) => {
      const to = emitter.precision === "float32" ? 1 : 11;
      return emitter.node("Cast", [emitter.node("Equal", inputs)], { attributes: { to: { int: to } } });
    },
  });
}
