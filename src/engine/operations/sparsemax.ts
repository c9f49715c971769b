import type { Emitter } from "../emitter.ts";
import { axisOf, type Shape } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { divide, multiply, subtract } from "./arithmetic.ts";
import { summed } from "./layout.ts";
import { positive } from "./pointwise.ts";

/** More rounds than rows of any length take in float64; each but the last takes an element out of a row's support. */
const ROUNDS = 64;

/**
 * The point of the simplex nearest to the scores, along the last axis: pᵢ = max(sᵢ − τ, 0) with Σ p = 1. ∂/∂s = m (g − Σ g m /
 * Σ m), where m is 1 on the support. Martins and Astudillo 2016; τ by Michelot 1986: the mean excess of those above the last
 * τ, until none falls out, which ends exactly.
 */
export function sparsemax(scores: Value): Value {
  requireType("sparsemax", scores, "float");
  const last = axisOf("sparsemax", -1, scores.shape);
  return apply({
    name: "sparsemax",
    inputs: [scores],
    shape: scores.shape,
    emit: (emitter, [scores_]) => {
      const shifted = shiftedToTop(emitter, scores_);
      const threshold = thresholdOf(emitter, shifted, scores.shape.with(-1, 1));
      return emitter.node("Relu", [emitter.node("Sub", [shifted, threshold])]);
    },
    derivative: (g, p) => {
      const support = positive(p);
      const middle = divide(summed(multiply(g, support), [last]), summed(support, [last]));
      return [multiply(support, subtract(g, middle))];
    },
  });
}

/** s − max s along the last axis: 0 at the top, so that nothing overflows. */
export function shiftedToTop(emitter: Emitter, scores: string): string {
  const top = emitter.node("ReduceMax", [scores], { attributes: { axes: { ints: [-1] } } });
  return emitter.node("Sub", [scores, top]);
}

/** Whether a float anywhere is above 0. */
export function anyAbove(emitter: Emitter, values: string): string {
  const largest = emitter.node("ReduceMax", [values], { attributes: { keepdims: { int: 0 } } });
  return emitter.node("Greater", [largest, emitter.floats(0)]);
}

/** 1 where x > y, else 0. */
export function isAbove(emitter: Emitter, x: string, y: string): string {
  const to = { int: emitter.precision === "float32" ? 1 : 11 };
  return emitter.node("Cast", [emitter.node("Greater", [x, y])], { attributes: { to } });
}

function thresholdOf(emitter: Emitter, shifted: string, shape: Shape): string {
  const start = { name: emitter.floats(-1, shape), shape };
  const [threshold] = emitter.loop(
    [start],
    (inner, [before]) => {
      const above = isAbove(inner, shifted, before);
      const last = inner.integers([-1]);
      const total = inner.node("ReduceSum", [inner.node("Mul", [above, shifted]), last]);
      const excess = inner.node("Sub", [total, inner.floats(1)]);
      const after = inner.node("Div", [excess, inner.node("ReduceSum", [above, last])]);
      return { state: [after], goOn: anyAbove(inner, inner.node("Sub", [after, before])) };
    },
    ROUNDS,
  );
  return threshold;
}
