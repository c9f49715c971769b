import { requireShape, type Shape, shapeText, sizeOf } from "./shape.ts";
import { applyAll, type Source, type Value, type ValueType } from "./value.ts";

/**
 * Numbers that are handed over at each run under this name.
 * @throws RangeError for an empty shape's axis, or a name that is empty or begins with "%".
 */
export function input(name: string, shape: Shape, type: ValueType = "float"): Value {
  return sourceOf({ kind: "input", name: requireName("input", name) }, requireShape("input", shape), type);
}

/** A value that is learned: see {@link parameter}. */
export interface Parameter extends Value {
  readonly name: string;
  /** What it begins with. */
  readonly start: Float32Array;
  /** Whether AdamW and weight decay shrink it. */
  readonly decays: boolean;
}

export interface ParameterOptions {
  /** Whether AdamW and weight decay shrink it; biases and scales are better left alone. Default: whether it has 2 axes or more. */
  readonly decays?: boolean;
}

/**
 * A tensor that is learned. Two parameters of a graph can't have one name.
 * @param start what it begins with, row by row, or one number that fills it. Default: 0.
 * @throws RangeError for a start of another size, and as {@link input}.
 */
export function parameter(
  name: string,
  shape: Shape,
  start: ArrayLike<number> | number = 0,
  options: ParameterOptions = {},
): Parameter {
  const size = sizeOf(requireShape("parameter", shape));
  const { decays = shape.length >= 2 } = options;
  if (typeof start !== "number" && start.length !== size) {
    throw new RangeError(
      `parameter: ${name} is ${shapeText(shape)}, ${size} numbers, but its start holds ${start.length}`,
    );
  }
  const first = typeof start === "number" ? new Float32Array(size).fill(start) : Float32Array.from(start);
  const value = sourceOf({ kind: "parameter", name: requireName("parameter", name) }, shape, "float");
  const made: Parameter = { ...value, name, start: first, decays };
  (value.step.outputs as Value[])[0] = made;
  return made;
}

/** The name of {@link vectorRow}, which no other source can have. */
export const ROW = "%vectors";

/** All vectors of a block side by side, which are handed over at each run. */
export function vectorRow(length: number): Value {
  return sourceOf({ kind: "input", name: ROW }, [length], "float");
}

/** Uniform numbers in [0, 1), drawn anew for each run by who runs the graph, from its seed. */
export function noise(shape: Shape): Value {
  return sourceOf({ kind: "noise", name: "noise" }, requireShape("noise", shape), "float");
}

/**
 * Numbers that never change.
 * @param values row by row, or one number that fills the shape
 */
export function constant(values: ArrayLike<number> | number, shape: Shape = []): Value {
  const size = sizeOf(requireShape("constant", shape));
  if (typeof values !== "number" && values.length !== size) {
    throw new RangeError(`constant: ${shapeText(shape)} takes ${size} numbers, got ${values.length}`);
  }
  return applyAll({
    name: "constant",
    inputs: [],
    outputs: [{ shape }],
    emit: (emitter) => [emitter.floats(values, shape)],
  })[0];
}

/** Whole numbers that never change. */
export function wholeNumbers(values: readonly number[], shape: Shape = [values.length]): Value {
  const size = sizeOf(requireShape("wholeNumbers", shape));
  if (values.length !== size || !values.every(Number.isSafeInteger)) {
    throw new RangeError(
      `wholeNumbers: ${shapeText(shape)} takes ${size} whole numbers, got ${values.length}: ${values.slice(0, 8).join(", ")}`,
    );
  }
  return applyAll({
    name: "constant",
    inputs: [],
    outputs: [{ shape, type: "integer" }],
    emit: (emitter) => [emitter.integers(values, shape)],
  })[0];
}

function sourceOf(source: Source, shape: Shape, type: ValueType): Value {
  const emit = (): never => {
    throw new Error(`${source.kind} ${source.name}: numbers from outside aren't computed`);
  };
  return applyAll({ name: source.kind, inputs: [], outputs: [{ shape, type }], source, emit })[0];
}

function requireName(where: string, name: string): string {
  if (name !== "" && !name.startsWith("%")) return name;
  throw new RangeError(`${where}: names aren't empty and don't begin with "%", got "${name}"`);
}
