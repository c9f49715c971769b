import { constant } from "../source.ts";
import { apply, requireType, type Value } from "../value.ts";
import { divide, multiply, negate, subtract } from "./arithmetic.ts";

/** eˣ; y′ = y. */
export function exp(x: Value): Value {
  return pointwise("exp", "Exp", x, (g, y) => multiply(g, y));
}

/** ln x; y′ = 1/x. */
export function log(x: Value): Value {
  return pointwise("log", "Log", x, (g) => divide(g, x));
}

/** √x; y′ = 1/(2y). */
export function sqrt(x: Value): Value {
  return pointwise("sqrt", "Sqrt", x, (g, y) => divide(multiply(g, 0.5), y));
}

/** x²; y′ = 2x. */
export function square(x: Value): Value {
  return apply({
    name: "square",
    inputs: [floats("square", x)],
    shape: x.shape,
    emit: (emitter, [x]) => emitter.node("Mul", [x, x]),
    derivative: (g) => [multiply(multiply(g, x), 2)],
  });
}

/** |x|; y′ = sign x, which is 0 at 0. */
export function abs(x: Value): Value {
  return pointwise("abs", "Abs", x, (g) => multiply(g, sign(x)));
}

/** −1, 0 or 1; its derivative is 0. */
export function sign(x: Value): Value {
  return apply({
    name: "sign",
    inputs: [floats("sign", x)],
    shape: x.shape,
    emit: (emitter, inputs) => emitter.node("Sign", inputs),
  });
}

/** xⁿ for a fixed n, for x ≥ 0 unless n is a whole number; y′ = n xⁿ⁻¹. */
export function power(x: Value, exponent: number): Value {
  if (exponent === 1) return floats("power", x);
  if (exponent === 2) return square(x);
  return apply({
    name: "power",
    inputs: [floats("power", x)],
    shape: x.shape,
    emit: (emitter, [x]) => emitter.node("Pow", [x, emitter.floats(exponent)]),
    derivative: (g) => [multiply(multiply(g, exponent), power(x, exponent - 1))],
  });
}

/** erf x to float32; y′ = 2/√π e^{−x²}. */
export function erf(x: Value): Value {
  return apply({
    name: "erf",
    inputs: [floats("erf", x)],
    shape: x.shape,
    emit: (emitter, [x]) => {
      if (emitter.precision === "float32") return emitter.node("Erf", [x]);
      // onnxruntime has no erf of float64.
      const narrow = emitter.node("Cast", [x], { attributes: { to: { int: 1 } } });
      return emitter.node("Cast", [emitter.node("Erf", [narrow])], { attributes: { to: { int: 11 } } });
    },
    derivative: (g) => [multiply(multiply(g, 2 / Math.sqrt(Math.PI)), exp(negate(square(x))))],
  });
}

/** max(x, least); y′ = 1 where x > least, else 0. */
export function atLeast(x: Value, least: number): Value {
  return apply({
    name: "atLeast",
    inputs: [floats("atLeast", x)],
    shape: x.shape,
    emit: (emitter, [x]) => emitter.node("Max", [x, emitter.floats(least)]),
    derivative: (g) => [multiply(g, positive(subtract(x, constant(least))))],
  });
}

/** 1 where x > 0, else 0; its derivative is 0. */
export function positive(x: Value): Value {
  return apply({
    name: "positive",
    inputs: [floats("positive", x)],
    shape: x.shape,
    emit: (emitter, [x]) => {
      const over = emitter.node("Greater", [x, emitter.floats(0)]);
      return emitter.node("Cast", [over], {
        attributes: { to: { int: emitter.precision === "float32" ? 1 : 11 } },
      });
    },
  });
}

/** A function of each element that ONNX has, with its gradient from g and y. */
export function pointwise(
  name: string,
  operator: string,
  x: Value,
  derivative: (gradient: Value, output: Value) => Value,
): Value {
  return apply({
    name,
    inputs: [floats(name, x)],
    shape: x.shape,
    emit: (emitter, inputs) => emitter.node(operator, inputs),
    derivative: (gradient, output) => [derivative(gradient, output)],
  });
}

function floats(name: string, x: Value): Value {
  requireType(name, x, "float");
  return x;
}
