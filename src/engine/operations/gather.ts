import { shapeText, sizeOf } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { reshape } from "./layout.ts";

/**
 * The rows of a table that whole numbers name, as an embedding takes them: [n, …] by [indices] gives [indices, …].
 * ∂/∂table adds each row of g where it was taken from. An index outside is an error when the graph runs.
 * @throws RangeError for a table without axes.
 */
export function gather(table: Value, indices: Value): Value {
  requireType("gather", table, "float");
  requireType("gather", indices, "integer");
  const [rows, ...row] = table.shape;
  if (rows === undefined) throw new RangeError("gather: takes a table [n, …], got a single number, []");
  return apply({
    name: "gather",
    inputs: [table, indices],
    shape: [...indices.shape, ...row],
    emit: (emitter, inputs) => emitter.node("Gather", inputs, { attributes: { axis: { int: 0 } } }),
    derivative: (gradient) => [scattered(gradient, indices, table), undefined],
  });
}

/** Zeros of the table's shape, with rows added where the indices say. */
function scattered(rows: Value, indices: Value, { shape }: Value): Value {
  const count = sizeOf(indices.shape);
  const flat = reshape(rows, [count, ...shape.slice(1)]);
  return apply({
    name: "scatter",
    inputs: [flat, reshape(indices, [count, 1])],
    shape,
    emit: (emitter, [rows, indices]) => {
      const zeros = emitter.node("Expand", [emitter.floats(0), emitter.integers(shape)]);
      return emitter.node("ScatterND", [zeros, indices, rows], {
        attributes: { reduction: { string: "add" } },
      });
    },
    derivative: (gradient) => [gather(gradient, reshape(indices, [count])), undefined],
  });
}

/**
 * Of each row of x [n, c] the element that a whole number names: [n]. ∂/∂x is g there, else 0.
 * @throws RangeError for other shapes.
 */
export function pick(x: Value, indices: Value): Value {
  requireType("pick", x, "float");
  requireType("pick", indices, "integer");
  const [n, c] = x.shape;
  if (x.shape.length !== 2 || indices.shape.length !== 1 || indices.shape[0] !== n) {
    throw new RangeError(
      `pick: takes [n, c] and n whole numbers [n], got ${shapeText(x.shape)} and ${shapeText(indices.shape)}`,
    );
  }
  const column = reshape(indices, [n, 1]);
  const picked = apply({
    name: "pick",
    inputs: [x, column],
    shape: [n, 1],
    emit: (emitter, names) => emitter.node("GatherElements", names, { attributes: { axis: { int: 1 } } }),
    derivative: (gradient) => [placed(gradient, column, c), undefined],
  });
  return reshape(picked, [n]);
}

/** Zeros [n, c] with one number a row, [n, 1], where the indices [n, 1] say. */
function placed(x: Value, indices: Value, columns: number): Value {
  const shape = [x.shape[0], columns];
  return apply({
    name: "place",
    inputs: [x, indices],
    shape,
    emit: (emitter, [x, indices]) => {
      const zeros = emitter.node("Expand", [emitter.floats(0), emitter.integers(shape)]);
      return emitter.node("ScatterElements", [zeros, indices, x], { attributes: { axis: { int: 1 } } });
    },
  });
}
