import {
  type Backend,
  bestBackend,
  type Matrix,
  type MatrixInput,
  shapeOf,
  toMatrix,
} from "../math/index.ts";
import { denseMap } from "./linear-map.ts";
import { type LossSettings, lossOf, requirePatterns } from "./settings.ts";
import { wholeSpace } from "./whole-space.ts";

/** A loss and its gradient. */
export interface SeparationLoss {
  readonly loss: number;
  /** dL/dW, `[D, d]`. */
  readonly gradient: Matrix;
}

/**
 * How little the features W ξ of patterns `[M, d]` are separated, and the gradient in W `[D, d]`, in closed form (see
 * {@link LossSettings} for the formulas). Lower is further apart. U-Hop, definitions 2.2 and 3.1.
 * @throws RangeError for fewer than two patterns, shapes that don't fit, settings out of range, numbers that aren't
 * finite, and a zero among features that are to be normalised.
 */
export function separationLoss(
  patterns: MatrixInput,
  W: MatrixInput,
  { backend = bestBackend(), ...settings }: LossSettings & { backend?: Backend } = {},
): SeparationLoss {
  const where = "separationLoss";
  const X = requirePatterns(toMatrix(patterns, "patterns"), where);
  const weights = toMatrix(W, "W");
  if (weights.columns !== X.columns) {
    throw new RangeError(
      `${where}: W is ${shapeOf(weights)} and patterns ${shapeOf(X)}; both need the same number of columns`,
    );
  }
  const loss = lossOf(settings, where);
  const space = wholeSpace({ patterns: X, base: denseMap(weights), loss, backend });
  const found = space.evaluate(space.start);
  return { loss: found.loss, gradient: { ...weights, data: found.gradient.own } };
}
