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
 * A separation, a function from scores to weights along an axis, over the elements where the mask holds: every other weight,
 * and its gradient, is exactly 0. Where the mask holds nowhere along the axis, all weights are 0. The mask is repeated along
 * axes of length 1.
 */
export function overMask(scores: Value, mask: Value, separation: (scores: Value) => Value): Value {
  return multiply(separation(where(mask, scores, FAR_BELOW)), toFloat(mask));
}

/** Softmax over the elements where the mask holds; see {@link overMask}. */
export function maskedSoftmax(scores: Value, mask: Value, axis = -1): Value {
  return overMask(scores, mask, (kept) => softmax(kept, axis));
}

/**
 * Softmax over the k largest scores of each row, the last axis; equal ones are taken by lowest index. Where there are fewer
 * scores than k, over all. With a mask, over the k largest where it holds.
 * @throws RangeError for a k that isn't a whole number from 1.
 */
export function topKSoftmax(scores: Value, k: number, mask?: Value): Value {
  if (!(Number.isInteger(k) && k >= 1)) {
    throw new RangeError(`topKSoftmax: k must be a whole number from 1, got ${k}`);
  }
  const length = scores.shape[axisOf("topKSoftmax", -1, scores.shape)];
  const p = largestWeigh(mask ? where(mask, scores, FAR_BELOW) : scores, Math.min(k, length));
  return mask ? multiply(p, toFloat(mask)) : p;
}

/** Softmax of the k largest of each row, put back to their places; ∂/∂s = p (g − Σ g p), as all others weigh 0. */
function largestWeigh(scores: Value, k: number): Value {
  return apply({
    name: "topKSoftmax",
    inputs: [scores],
    shape: scores.shape,
    emit: (emitter, [scores_]) => {
      const last = { axis: { int: -1 } };
      const [largest, indices] = emitter.wideNode("TopK", [scores_, emitter.integers([k])], {
        attributes: { ...last, sorted: { int: 0 } },
        outputs: 2,
      });
      const weights = emitter.node("Softmax", [largest], { attributes: last });
      const zeros = emitter.node("Expand", [emitter.floats(0), emitter.integers(scores.shape)]);
      return emitter.node("ScatterElements", [zeros, indices, weights], { attributes: last });
    },
    derivative: (g, p) => [multiply(p, subtract(g, summed(multiply(g, p), [p.shape.length - 1])))],
  });
}
