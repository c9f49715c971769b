import { sameShape, shapeText, sizeOf } from "../shape.ts";
import { apply, type Value } from "../value.ts";
import { relu } from "./activations.ts";
import { add, multiply, negate, subtract } from "./arithmetic.ts";
import { pick } from "./gather.ts";
import { abs, exp, log } from "./pointwise.ts";
import { mean } from "./reduce.ts";
import { logSoftmax } from "./softmax.ts";

/** −(1/n) Σ ln softmax(logits)[label]: logits [n, c], labels n whole numbers [n] from 0 to c − 1. */
export function crossEntropy(logits: Value, labels: Value): Value {
  return negate(mean(pick(logSoftmax(logits), labels)));
}

/**
 * The mean of −t ln σ(z) − (1−t) ln(1−σ(z)) = max(z, 0) − z t + ln(1 + e^{−|z|}), with targets t in [0, 1] of the logits'
 * shape.
 * @throws RangeError for targets of another shape.
 */
export function binaryCrossEntropy(logits: Value, targets: Value): Value {
  requireSame("binaryCrossEntropy", logits, targets);
  const bend = log(add(exp(negate(abs(logits))), 1));
  return mean(add(subtract(relu(logits), multiply(logits, targets)), bend));
}

/**
 * The mean of (x − target)²; ∂/∂x = 2 (x − target)/n.
 * @throws RangeError for targets of another shape.
 */
export function meanSquaredError(x: Value, targets: Value): Value {
  requireSame("meanSquaredError", x, targets);
  const difference = subtract(x, targets);
  return apply({
    name: "meanSquare",
    inputs: [difference],
    shape: [],
    emit: (emitter, [d]) =>
      emitter.node("ReduceMean", [emitter.node("Mul", [d, d])], { attributes: { keepdims: { int: 0 } } }),
    derivative: (g) => [multiply(difference, multiply(g, 2 / sizeOf(x.shape)))],
  });
}

function requireSame(name: string, x: Value, targets: Value): void {
  if (sameShape(x.shape, targets.shape)) return;
  throw new RangeError(`${name}: targets must be ${shapeText(x.shape)}, got ${shapeText(targets.shape)}`);
}
