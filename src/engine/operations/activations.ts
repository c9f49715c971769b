import { apply, requireType, type Value } from "../value.ts";
import { add, multiply, negate, subtract } from "./arithmetic.ts";
import { abs, atLeast, erf, exp, log, pointwise, positive, square } from "./pointwise.ts";

/** max(x, 0). */
export function relu(x: Value): Value {
  return pointwise("relu", "Relu", x, (g, y) => multiply(g, positive(y)));
}

/** x for x > 0, else α(eˣ − 1); y′ = 1, or y + α. Clevert et al. 2016. */
export function elu(x: Value, alpha = 1): Value {
  const low = multiply(subtract(exp(negate(atLeast(negate(x), 0))), 1), alpha);
  return add(relu(x), low);
}

/** x Φ(x) = x (1 + erf(x/√2))/2, exact; y′ = Φ(x) + x φ(x). Hendrycks and Gimpel 2016. */
export function gelu(x: Value): Value {
  requireType("gelu", x, "float");
  // With t = x/√2: Φ + x φ = (1 + erf t)/2 + t exp(−ln √π − t²).
  const slope = (): Value => {
    const t = multiply(x, Math.SQRT1_2);
    const bell = exp(subtract(-Math.log(Math.sqrt(Math.PI)), square(t)));
    return add(middle(erf(t)), multiply(t, bell));
  };
  return apply({
    name: "gelu",
    inputs: [x],
    shape: x.shape,
    emit: (emitter, [x]) => {
      if (emitter.extended) return emitter.node("Gelu", [x], { domain: "com.microsoft" });
      const scaled = emitter.node("Mul", [x, emitter.floats(Math.SQRT1_2)]);
      const [narrow, wide] = emitter.precision === "float32" ? [0, 0] : [1, 11];
      const cast = (name: string, to: number): string =>
        to === 0 ? name : emitter.node("Cast", [name], { attributes: { to: { int: to } } });
      const bent = cast(emitter.node("Erf", [cast(scaled, narrow)]), wide);
      const share = emitter.node("Add", [bent, emitter.floats(1)]);
      return emitter.node("Mul", [emitter.node("Mul", [x, share]), emitter.floats(0.5)]);
    },
    derivative: (g) => [multiply(g, slope())],
  });
}

/** (1 + y)/2 for y from −1 to 1, in one node; y′ = 1/2. */
function middle(y: Value): Value {
  return apply({
    name: "middle",
    inputs: [y],
    shape: y.shape,
    emit: (emitter, [y]) => {
      const half = emitter.floats(0.5);
      if (emitter.precision === "float64") {
        return emitter.node("Add", [emitter.node("Mul", [y, half]), half]);
      }
      return emitter.node("HardSigmoid", [y], {
        attributes: { alpha: { float: 0.5 }, beta: { float: 0.5 } },
      });
    },
    derivative: (g) => [multiply(g, 0.5)],
  });
}

/** tanh x; y′ = 1 − y². */
export function tanh(x: Value): Value {
  return pointwise("tanh", "Tanh", x, (g, y) => subtract(g, multiply(g, square(y))));
}

/** 1/(1 + e⁻ˣ); y′ = y(1 − y). */
export function sigmoid(x: Value): Value {
  return pointwise("sigmoid", "Sigmoid", x, (g, y) => multiply(multiply(g, y), subtract(1, y)));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^{−|x|}), which doesn't overflow; y′ = sigmoid(x). */
export function softplus(x: Value): Value {
  return add(relu(x), log(add(exp(negate(abs(x))), 1)));
}
