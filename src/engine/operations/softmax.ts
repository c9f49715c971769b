import { axisOf } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { toFloat, where } from "./choice.ts";
import { summed } from "./layout.ts";
import { exp } from "./pointwise.ts";

/** pᵢ = exp(sᵢ)/Σⱼ exp(sⱼ) along an axis; ∂/∂s = p (g − Σ g p). */
export function softmax(scores: Value, axis = -1): Value {
  requireType("softmax", scores, "float");
  const at = axisOf("softmax", axis, scores.shape);
  return apply({
    name: "softmax",
    inputs: [scores],
    shape: scores.shape,
    emit: (emitter, inputs) => emitter.node("Softmax", inputs, { attributes: { axis: { int: at } } }),
    derivative: (g, p) => [multiply(p, subtract(g, summed(multiply(g, p), [at])))],
  });
}

/** ln softmax, which doesn't underflow; ∂/∂s = g − softmax(s) Σ g. */
export function logSoftmax(scores: Value, axis = -1): Value {
  requireType("logSoftmax", scores, "float");
  const at = axisOf("logSoftmax", axis, scores.shape);
  return apply({
    name: "logSoftmax",
    inputs: [scores],
    shape: scores.shape,
    emit: (emitter, inputs) => emitter.node("LogSoftmax", inputs, { attributes: { axis: { int: at } } }),
    derivative: (g, logarithms) => [subtract(g, multiply(exp(logarithms), summed(g, [at])))],
  });
}

/** So far below every score that its exponential is 0, and yet finite. */
const FAR_BELOW = -1e30;

/**
 * Softmax over the elements where the mask holds; every other weight, and its gradient, is exactly 0. Where the mask holds
 * nowhere along the axis, all weights are 0. The mask is repeated along axes of length 1.
 */
export function maskedSoftmax(scores: Value, mask: Value, axis = -1): Value {
  const weights = softmax(where(mask, scores, FAR_BELOW), axis);
  return multiply(weights, toFloat(mask));
}
