import type { Emitter } from "../emitter.ts";
import { type Shape, shapeText } from "../shape.ts";
import { applyAll, requireType, type Value } from "../value.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { reducedTo } from "./layout.ts";
import { mean } from "./reduce.ts";

/**
 * y = (x − mean) / √(variance + ε) · scale + shift along the last axis, with the variance of the population; scale and
 * shift are [d]. With x̂ the normalised and h = g · scale: ∂/∂x = (h − mean h − x̂ mean(h x̂)) / √(variance + ε). Ba et al. 2016.
 * @throws RangeError where the shapes don't match.
 */
export function layerNorm(x: Value, scale: Value, shift: Value, epsilon = 1e-5): Value {
  for (const value of [x, scale, shift]) requireType("layerNorm", value, "float");
  requireShapes(x.shape, scale.shape, shift.shape);
  const moments = x.shape.with(-1, 1);
  const [y] = applyAll({
    name: "layerNorm",
    inputs: [x, scale, shift],
    outputs: [{ shape: x.shape }, { shape: moments }, { shape: moments }],
    emit: (emitter, inputs) => {
      if (emitter.precision === "float64") return emitPlainly(emitter, inputs, epsilon);
      const attributes = { axis: { int: -1 }, epsilon: { float: epsilon } };
      return emitter.wideNode("LayerNormalization", inputs, { attributes, outputs: 3 });
    },
    derivative: ([g], [, middle, inverse]) => {
      if (!g) return [];
      const normal = multiply(subtract(x, middle), inverse);
      const h = multiply(g, scale);
      const alike = multiply(normal, mean(multiply(h, normal), -1, { keep: true }));
      const centred = subtract(subtract(h, mean(h, -1, { keep: true })), alike);
      return [
        multiply(centred, inverse),
        reducedTo(multiply(g, normal), scale.shape),
        reducedTo(g, shift.shape),
      ];
    },
  });
  return y;
}

/** ONNX's own layer norm gives its mean and deviation in float32 alone. */
function emitPlainly(
  emitter: Emitter,
  [x, scale, shift]: readonly string[],
  epsilon: number,
): readonly string[] {
  const attributes = { axes: { ints: [-1] } };
  const middle = emitter.node("ReduceMean", [x], { attributes });
  const centred = emitter.node("Sub", [x, middle]);
  const variance = emitter.node("ReduceMean", [emitter.node("Mul", [centred, centred])], { attributes });
  const deviation = emitter.node("Sqrt", [emitter.node("Add", [variance, emitter.floats(epsilon)])]);
  const inverse = emitter.node("Reciprocal", [deviation]);
  const normal = emitter.node("Mul", [centred, inverse]);
  return [emitter.node("Add", [emitter.node("Mul", [normal, scale]), shift]), middle, inverse];
}

function requireShapes(x: Shape, scale: Shape, shift: Shape): void {
  const width = x[x.length - 1];
  if (width !== undefined && [scale, shift].every((shape) => shape.length === 1 && shape[0] === width))
    return;
  throw new RangeError(
    `layerNorm: takes x […, d], scale [d] and shift [d], got ${shapeText(x)}, ${shapeText(scale)} and ${shapeText(shift)}`,
  );
}
