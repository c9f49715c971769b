import type { Emitter } from "../emitter.ts";
import { axisOf, broadcastShape, requireShape, type Shape, sameShape, shapeText, sizeOf } from "../shape.ts";
import { constant } from "../source.ts";
import { apply, applyAll, type Value } from "../value.ts";

/**
 * The same numbers, row by row, in another shape; one length may be −1 and is worked out.
 * @throws RangeError where the numbers don't fill it.
 */
export function reshape(x: Value, shape: Shape): Value {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const target = shape.map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
  const open = shape.filter((length) => length === -1).length;
  if (open > 1 || target.some((length) => !Number.isInteger(length)) || sizeOf(target) !== sizeOf(x.shape)) {
    throw new RangeError(
      `reshape: ${shapeText(x.shape)} holds ${sizeOf(x.shape)} numbers, which don't fill ${shapeText(shape)}`,
    );
  }
  if (sameShape(target, x.shape)) return x;
  return apply({
    name: "reshape",
    inputs: [x],
    shape: requireShape("reshape", target),
    type: x.type,
    emit: (emitter, [x]) => emitter.node("Reshape", [x, emitter.integers(target)]),
    derivative: (gradient) => [reshape(gradient, x.shape)],
  });
}

/**
 * y with axes in another order: axis i of y is axis order[i] of x. Default: the last two exchanged.
 * @throws RangeError for an order that doesn't name each axis once.
 */
export function transpose(x: Value, order?: readonly number[]): Value {
  const rank = x.shape.length;
  const given = order ?? [...Array(Math.max(rank - 2, 0)).keys(), rank - 1, rank - 2].slice(0, rank);
  const axes = given.map((axis) => axisOf("transpose", axis, x.shape));
  if (axes.length !== rank || new Set(axes).size !== rank) {
    throw new RangeError(
      `transpose: the order ${shapeText(given)} doesn't name each axis of ${shapeText(x.shape)} once`,
    );
  }
  if (axes.every((axis, i) => axis === i)) return x;
  return apply({
    name: "transpose",
    inputs: [x],
    shape: axes.map((axis) => x.shape[axis]),
    type: x.type,
    emit: (emitter, inputs) => emitter.node("Transpose", inputs, { attributes: { perm: { ints: axes } } }),
    derivative: (gradient) => [
      transpose(
        gradient,
        axes.map((_, i) => axes.indexOf(i)),
      ),
    ],
  });
}

/**
 * Values side by side along an axis.
 * @throws RangeError where other axes differ, or for no values.
 */
export function concat(values: readonly Value[], axis = -1): Value {
  const [first] = values;
  if (!first) throw new RangeError("concat: takes at least one value, got none");
  const at = axisOf("concat", axis, first.shape);
  const others = ({ shape }: Value): Shape => shape.toSpliced(at, 1);
  for (const value of values) {
    if (value.shape.length === first.shape.length && sameShape(others(value), others(first))) continue;
    throw new RangeError(
      `concat: shapes ${shapeText(first.shape)} and ${shapeText(value.shape)} differ in more than axis ${at}`,
    );
  }
  const length = values.reduce((sum, { shape }) => sum + shape[at], 0);
  return apply({
    name: "concat",
    inputs: values,
    shape: first.shape.with(at, length),
    type: first.type,
    emit: (emitter, inputs) => emitter.node("Concat", inputs, { attributes: { axis: { int: at } } }),
    derivative: (gradient) => {
      let end = 0;
      return values.map(({ shape }) => {
        end += shape[at];
        return slice(gradient, at, end - shape[at], end);
      });
    },
  });
}

/**
 * The part from … to − 1 along an axis.
 * @throws RangeError for an empty part, or one that reaches beyond.
 */
export function slice(x: Value, axis: number, from: number, to: number): Value {
  const at = axisOf("slice", axis, x.shape);
  const length = x.shape[at];
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= length)) {
    throw new RangeError(`slice: ${from} … ${to} is no part of axis ${at} of ${shapeText(x.shape)}`);
  }
  if (from === 0 && to === length) return x;
  return apply({
    name: "slice",
    inputs: [x],
    shape: x.shape.with(at, to - from),
    type: x.type,
    emit: (emitter, [x]) =>
      emitter.node("Slice", [x, emitter.integers([from]), emitter.integers([to]), emitter.integers([at])]),
    derivative: (gradient) => [padded(gradient, at, from, length)],
  });
}

/**
 * The parts of these lengths along an axis, one after the other.
 * @throws RangeError where the lengths don't fill the axis.
 */
export function split(x: Value, axis: number, lengths: readonly number[]): readonly Value[] {
  const at = axisOf("split", axis, x.shape);
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum !== x.shape[at] || !lengths.every((length) => Number.isInteger(length) && length >= 1)) {
    throw new RangeError(`split: ${shapeText(lengths)} doesn't fill axis ${at} of ${shapeText(x.shape)}`);
  }
  const outputs = lengths.map((length) => ({ shape: x.shape.with(at, length), type: x.type }));
  return applyAll({
    name: "split",
    inputs: [x],
    outputs,
    emit: (emitter, [x]) =>
      emitter.wideNode("Split", [x, emitter.integers(lengths)], {
        attributes: { axis: { int: at } },
        outputs: lengths.length,
      }),
    derivative: (gradients) => [
      concat(
        gradients.map((gradient, i) => gradient ?? constant(0, outputs[i].shape)),
        at,
      ),
    ],
  });
}

/** x with zeros before and behind along an axis: it begins at `from` of `length`. */
function padded(x: Value, axis: number, from: number, length: number): Value {
  const end = from + x.shape[axis];
  const before = x.shape.map((_, i) => (i === axis ? from : 0));
  const behind = x.shape.map((_, i) => (i === axis ? length - end : 0));
  return apply({
    name: "pad",
    inputs: [x],
    shape: x.shape.with(axis, length),
    emit: (emitter, [x]) => emitter.node("Pad", [x, emitter.integers([...before, ...behind])]),
    derivative: (gradient) => [slice(gradient, axis, from, end)],
  });
}

/**
 * x repeated along axes of length 1, and along new ones in front.
 * @throws RangeError where that doesn't give the shape.
 */
export function broadcastTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShape("broadcastTo", x.shape, shape), shape)) {
    throw new RangeError(`broadcastTo: ${shapeText(x.shape)} can't be repeated to ${shapeText(shape)}`);
  }
  return apply({
    name: "broadcastTo",
    inputs: [x],
    shape,
    type: x.type,
    emit: (emitter, [x]) => emitter.node("Expand", [x, emitter.integers(shape)]),
    derivative: (gradient) => [reducedTo(gradient, x.shape)],
  });
}

/** The sum over the axes along which a value of `shape` was repeated: the other direction of {@link broadcastTo}. */
export function reducedTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < extra || (shape[axis - extra] === 1 && length !== 1) ? [axis] : [],
  );
  if (axes.length === 0) return reshape(x, shape);
  return reshape(summed(x, axes, axes.length !== extra), shape);
}

/** Σ x over axes, which keep the length 1 or not. */
export function summed(x: Value, axes: readonly number[], keep = true): Value {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return apply({
    name: "sum",
    inputs: [x],
    shape: keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis)),
    emit: (emitter, [name]) => emitSum(emitter, name, { shape: x.shape, axes, keep }),
    derivative: (gradient) => [broadcastTo(reshape(gradient, kept), x.shape)],
  });
}

interface Sum {
  readonly shape: Shape;
  readonly axes: readonly number[];
  readonly keep: boolean;
}

/** Over columns as a product with ones, which onnxruntime does up to eight times faster. */
function emitSum(emitter: Emitter, x: string, { shape, axes, keep }: Sum): string {
  const columns = shape.length === 2 && axes.length === 1 && axes[0] === 0;
  if (columns) {
    return emitter.node("MatMul", [emitter.floats(1, keep ? [1, shape[0]] : [shape[0]]), x]);
  }
  const attributes = { keepdims: { int: Number(keep) } };
  return emitter.node("ReduceSum", [x, emitter.integers(axes)], { attributes });
}
