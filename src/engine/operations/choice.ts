import { broadcastShape } from "../shape.ts";
import { constant } from "../source.ts";
import { apply, requireType, type Value } from "../value.ts";
import type { Operand } from "./arithmetic.ts";
import { reducedTo } from "./layout.ts";

/** x where the condition holds, else y, element by element. */
export function where(condition: Value, x: Operand, y: Operand): Value {
  requireType("where", condition, "boolean");
  const [yes, no] = [x, y].map((each) => (typeof each === "number" ? constant(each) : each));
  requireType("where", yes, "float");
  requireType("where", no, "float");
  const shape = broadcastShape("where", condition.shape, broadcastShape("where", yes.shape, no.shape));
  return apply({
    name: "where",
    inputs: [condition, yes, no],
    shape,
    emit: (emitter, inputs) => emitter.node("Where", inputs),
    derivative: (g) => [
      undefined,
      reducedTo(where(condition, g, 0), yes.shape),
      reducedTo(where(condition, 0, g), no.shape),
    ],
  });
}

/** Whether x > y, element by element. */
export function greater(x: Operand, y: Operand): Value {
  return compared("greater", "Greater", x, y);
}

/** Whether x ≥ y. */
export function greaterOrEqual(x: Operand, y: Operand): Value {
  return compared("greaterOrEqual", "GreaterOrEqual", x, y);
}

/** Whether both hold. */
export function both(x: Value, y: Value): Value {
  requireType("both", x, "boolean");
  requireType("both", y, "boolean");
  return apply({
    name: "both",
    inputs: [x, y],
    shape: broadcastShape("both", x.shape, y.shape),
    type: "boolean",
    emit: (emitter, inputs) => emitter.node("And", inputs),
  });
}

/** Whether it doesn't hold. */
export function not(x: Value): Value {
  requireType("not", x, "boolean");
  return apply({
    name: "not",
    inputs: [x],
    shape: x.shape,
    type: "boolean",
    emit: (emitter, inputs) => emitter.node("Not", inputs),
  });
}

/** 1 where it holds, else 0. */
export function toFloat(x: Value): Value {
  if (x.type === "float") return x;
  return apply({
    name: "toFloat",
    inputs: [x],
    shape: x.shape,
    emit: (emitter, inputs) => {
      const to = emitter.precision === "float32" ? 1 : 11;
      return emitter.node("Cast", inputs, { attributes: { to: { int: to } } });
    },
  });
}

function compared(name: string, operator: string, x: Operand, y: Operand): Value {
  const inputs = [x, y].map((each) => (typeof each === "number" ? constant(each) : each));
  for (const value of inputs) requireType(name, value, "float");
  return apply({
    name,
    inputs,
    shape: broadcastShape(name, inputs[0].shape, inputs[1].shape),
    type: "boolean",
    emit: (emitter, names) => emitter.node(operator, names),
  });
}
