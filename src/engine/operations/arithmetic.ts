import type { Emitter } from "../emitter.ts";
import { broadcastShape } from "../shape.ts";
import { constant } from "../source.ts";
import { apply, requireType, type Value } from "../value.ts";
import { reducedTo } from "./layout.ts";

/** A value, or a number that stands for all elements. */
export type Operand = Value | number;

/** x + y, element by element; axes of length 1 are repeated, as everywhere here. */
export function add(x: Operand, y: Operand): Value {
  return between("add", "Add", [x, y], (g) => [g, g]);
}

/** x − y. */
export function subtract(x: Operand, y: Operand): Value {
  return between("subtract", "Sub", [x, y], (g) => [g, () => negate(g)]);
}

/** x y. */
export function multiply(x: Operand, y: Operand): Value {
  return between("multiply", "Mul", [x, y], (g, x, y) => [() => multiply(g, y), () => multiply(g, x)]);
}

/** x / y; ∂/∂x = 1/y, ∂/∂y = −(x/y)/y. */
export function divide(x: Operand, y: Operand): Value {
  return between("divide", "Div", [x, y], (g, _, y, quotient) => [
    () => divide(g, y),
    () => negate(multiply(g, divide(quotient, y))),
  ]);
}

/** −x. */
export function negate(x: Value): Value {
  return apply({
    name: "negate",
    inputs: [x],
    shape: x.shape,
    emit: (emitter: Emitter, inputs) => emitter.node("Neg", inputs),
    derivative: (gradient) => [negate(gradient)],
  });
}

type Part = Value | (() => Value);

/** An operation between two values; each part of the derivative is summed to the operand's shape. */
function between(
  name: string,
  operator: string,
  operands: readonly [Operand, Operand],
  derivative: (gradient: Value, x: Value, y: Value, output: Value) => readonly [Part, Part],
): Value {
  const [x, y] = operands.map((each) => (typeof each === "number" ? constant(each) : each));
  requireType(name, x, "float");
  requireType(name, y, "float");
  return apply({
    name,
    inputs: [x, y],
    shape: broadcastShape(name, x.shape, y.shape),
    emit: (emitter, inputs) => emitter.node(operator, inputs),
    derivative: (gradient, output) => {
      const parts = derivative(gradient, x, y, output);
      return [x, y].map(({ shape, step }, i) => {
        const part = parts[i];
        if (step.name === "constant") return undefined;
        return reducedTo(typeof part === "function" ? part() : part, shape);
      });
    },
  });
}
