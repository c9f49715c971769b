import type { Emitter } from "../emitter.ts";
import { axisOf, type Shape, shapeText } from "../shape.ts";
import { constant } from "../source.ts";
import { apply, requireType, type Value } from "../value.ts";
import { add, divide, multiply, negate, subtract } from "./arithmetic.ts";
import { greater, where } from "./choice.ts";
import { reducedTo, summed } from "./layout.ts";
import { atLeast, exp, log, square } from "./pointwise.ts";
import { softmax } from "./softmax.ts";
import { anyAbove, shiftedToTop, sparsemax } from "./sparsemax.ts";

/** More rounds than float64 takes. */
const ROUNDS = 64;

/** Nearer to 1 than this, α counts as this far away: weights differ by as little. */
const NEAREST = 1e-6;

/**
 * α-entmax along the last axis: p = argmax over the simplex of ⟨p, s⟩ − Σ(pᵅ − p)/(α(α−1)), which is
 * pᵢ = [1 + (α−1)(zᵢ − μ)]₊^{1/(α−1)} with z = s − max s and the μ ≥ 0 that makes Σ p = 1. α = 1 is softmax, 2 sparsemax; below
 * 1 it counts as 1. Peters, Niculae and Martins 2019.
 *
 * α is a number, or a value whose shape is repeated to the scores' with 1 for the last axis, and then has a gradient itself,
 * also at α = 1 (from above). Correia, Niculae and Martins 2019, proposition 1, in a form that doesn't cancel near 1.
 * @throws RangeError for a number that isn't from 1, or a value of another shape.
 */
export function entmax(scores: Value, alpha: Value | number): Value {
  requireType("entmax", scores, "float");
  axisOf("entmax", -1, scores.shape);
  if (alpha === 1) return softmax(scores);
  if (alpha === 2) return sparsemax(scores);
  if (typeof alpha === "number") {
    if (!(alpha > 1 && Number.isFinite(alpha))) {
      throw new RangeError(`entmax: alpha must be a finite number from 1, got ${alpha}`);
    }
    return entmax(scores, constant(alpha));
  }
  requireType("entmax", alpha, "float");
  const rows = scores.shape.with(-1, 1);
  const own = rows.slice(rows.length - alpha.shape.length);
  const fits = alpha.shape.every((length, axis) => length === 1 || length === own[axis]);
  if (!fits || alpha.shape.length > rows.length) {
    throw new RangeError(
      `entmax: alpha must be a number for each row, a shape that is repeated to ${shapeText(rows)}, got ${shapeText(alpha.shape)}`,
    );
  }
  return apply({
    name: "entmax",
    inputs: [scores, alpha],
    shape: scores.shape,
    emit: (emitter, [scores_, alpha_]) => emitWeights(emitter, scores_, alpha_, rows),
    derivative: (g, p) => derivatives(g, p, alpha),
  });
}

/**
 * With ε = α − 1, L = ln p and σ = p^{1−ε} on the support: ∂/∂s = σ(g − Σ g σ/Σ σ). With a = (e^{−εL} − 1 + εL)/ε², A = Σ p a and
 * H = −Σ p L: ∂p/∂α = p (A − a − ε(L A + a H))/Σ σ, which at ε = 0 has a = L²/2.
 */
function derivatives(g: Value, p: Value, alpha: Value): readonly [Value, Value | undefined] {
  const last = [p.shape.length - 1];
  const epsilon = atLeast(subtract(alpha, 1), NEAREST);
  const alive = greater(p, 0);
  const L = log(where(alive, p, 1));
  const bent = negate(multiply(epsilon, L));
  const sigma = where(alive, exp(add(L, bent)), 0);
  const all = summed(sigma, last);
  const slope = multiply(sigma, subtract(g, divide(summed(multiply(g, sigma), last), all)));
  if (alpha.step.name === "constant") return [slope, undefined];
  const a = multiply(square(L), secondRemainder(bent));
  const A = summed(multiply(p, a), last);
  const H = negate(summed(multiply(p, L), last));
  const change = subtract(subtract(A, a), multiply(epsilon, add(multiply(L, A), multiply(a, H))));
  const towards = divide(summed(multiply(multiply(g, p), change), last), all);
  return [slope, reducedTo(towards, alpha.shape)];
}

/** (eˣ − 1 − x)/x² for x ≥ 0: below 1/2 by its series Σ xᵏ/(k+2)!, where the formula would cancel. */
function secondRemainder(x: Value): Value {
  const large = atLeast(x, 0.5);
  const whole = divide(subtract(subtract(exp(large), 1), large), square(large));
  let series: Value = constant(1);
  for (let k = 16; k >= 3; k--) series = add(multiply(series, multiply(x, 1 / k)), 1);
  return where(greater(x, 0.5), whole, multiply(series, 0.5));
}

/**
 * μ by Newton from 0 on (Σ p)^ε = 1: the left side is the 1/ε-norm of the bases, convex in μ for α ≤ 2, so that μ rises to
 * its place, and nearly straight, so that it takes few rounds. Above, by halving [0, 1/(α−1)].
 */
function emitWeights(emitter: Emitter, scores: string, alpha: string, rows: Shape): string {
  const shifted = shiftedToTop(emitter, scores);
  const epsilon = emitter.node("Max", [
    emitter.node("Sub", [alpha, emitter.floats(1)]),
    emitter.floats(NEAREST),
  ]);
  const convex = emitter.node("LessOrEqual", [epsilon, emitter.floats(1)]);
  const zero = emitter.floats(0, rows);
  const highest = emitter.node("Add", [emitter.node("Reciprocal", [epsilon]), zero]);
  const state = [zero, zero, highest].map((name) => ({ name, shape: rows }));
  const [mu] = emitter.loop(
    state,
    (inner, [mu, low, high]) => {
      const { weights, slopes } = weightsAt(inner, { shifted, epsilon, mu });
      const last = inner.integers([-1]);
      const sum = inner.node("ReduceSum", [weights, last]);
      const excess = inner.node("Sub", [sum, inner.floats(1)]);
      const stride = strideFrom(inner, { epsilon, sum, slope: inner.node("ReduceSum", [slopes, last]) });
      const below = inner.node("Greater", [excess, inner.floats(0)]);
      const [from, to] = [inner.node("Where", [below, mu, low]), inner.node("Where", [below, high, mu])];
      const middle = inner.node("Mul", [inner.node("Add", [from, to]), inner.floats(0.5)]);
      const inside = inner.node("Mul", [inner.node("Sub", [middle, from]), inner.node("Sub", [to, middle])]);
      return {
        state: [inner.node("Where", [convex, inner.node("Add", [mu, stride]), middle]), from, to],
        goOn: anyAbove(inner, inner.node("Where", [convex, moved(inner, mu, stride), inside])),
      };
    },
    ROUNDS,
  );
  const { weights } = weightsAt(emitter, { shifted, epsilon, mu });
  return emitter.node("Div", [weights, emitter.node("ReduceSum", [weights, emitter.integers([-1])])]);
}

/** Above 0 where the stride is more than what a sum of 1 may be off by, rounded. */
function moved(emitter: Emitter, mu: string, stride: string): string {
  const above = emitter.node("Add", [mu, emitter.floats(1)]);
  const part = emitter.node("Mul", [stride, emitter.floats(1 / 8)]);
  return emitter.node("Sub", [emitter.node("Add", [above, part]), above]);
}

/** S (1 − S^−ε)/(ε D), with S = Σ p and D = −∂S/∂μ; as ε → 0, S ln S/D. Never back: rounding would let rows swing for ever. */
function strideFrom(
  emitter: Emitter,
  { epsilon, sum, slope }: { epsilon: string; sum: string; slope: string },
): string {
  const power = emitter.node("Neg", [emitter.node("Mul", [epsilon, emitter.node("Log", [sum])])]);
  const lost = emitter.node("Div", [emitter.node("Neg", [powerMinusOne(emitter, power)]), epsilon]);
  const stride = emitter.node("Div", [emitter.node("Mul", [sum, lost]), slope]);
  return emitter.node("Max", [stride, emitter.floats(0)]);
}

/** eˣ − 1 to all digits: (u − 1) x/ln u with u = eˣ as it was rounded. Kahan. */
function powerMinusOne(emitter: Emitter, x: string): string {
  const u = emitter.node("Exp", [x]);
  const left = emitter.node("Sub", [u, emitter.floats(1)]);
  const scaled = emitter.node("Mul", [left, emitter.node("Div", [x, emitter.node("Log", [u])])]);
  return emitter.node("Where", [emitter.node("Equal", [left, emitter.floats(0)]), x, scaled]);
}

interface At {
  readonly shifted: string;
  readonly epsilon: string;
  readonly mu: string;
}

/** p = (1 + ε(z − μ))^{1/ε} where the base is above 0, and −∂p/∂μ = p/base. */
function weightsAt(emitter: Emitter, { shifted, epsilon, mu }: At): { weights: string; slopes: string } {
  const bend = emitter.node("Mul", [emitter.node("Sub", [shifted, mu]), epsilon]);
  const base = emitter.node("Add", [bend, emitter.floats(1)]);
  const alive = emitter.node("Greater", [base, emitter.floats(0)]);
  const exponent = emitter.node("Div", [logarithm(emitter, bend, base), epsilon]);
  const weights = emitter.node("Where", [alive, emitter.node("Exp", [exponent]), emitter.floats(0)]);
  const slopes = emitter.node("Where", [alive, emitter.node("Div", [weights, base]), emitter.floats(0)]);
  return { weights, slopes };
}

/** ln(1 + x) to all digits: ln(u) x/(u − 1) with u = 1 + x as it was rounded. Kahan. */
function logarithm(emitter: Emitter, x: string, u: string): string {
  const kept = emitter.node("Sub", [u, emitter.floats(1)]);
  const scaled = emitter.node("Mul", [emitter.node("Log", [u]), emitter.node("Div", [x, kept])]);
  return emitter.node("Where", [emitter.node("Equal", [kept, emitter.floats(0)]), x, scaled]);
}
