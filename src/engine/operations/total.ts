import { sameShape, shapeText } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";

/**
 * The sum of values of one shape, element by element.
 * @throws RangeError for no values, or other shapes.
 */
export function total(values: readonly Value[]): Value {
  const [first] = values;
  if (!first) throw new RangeError("total: takes at least one value, got none");
  if (values.length === 1) return first;
  for (const value of values) {
    requireType("total", value, "float");
    if (sameShape(value.shape, first.shape)) continue;
    throw new RangeError(
      `total: takes values of one shape, got ${shapeText(first.shape)} and ${shapeText(value.shape)}`,
    );
  }
  return apply({
    name: "total",
    inputs: values,
    shape: first.shape,
    emit: (emitter, inputs) => emitter.node(inputs.length === 2 ? "Add" : "Sum", inputs),
    derivative: (gradient) => values.map(() => gradient),
  });
}
