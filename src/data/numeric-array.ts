import { type Matrix, matrix } from "../math/index.ts";

/** Numbers with a shape, as array files hold them: row-major, the last index running fastest. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * How many numbers `shape` holds; the empty shape is a single number.
 * @throws Error where a dimension is no count, or their product too large to be one.
 */
export function elementCount(shape: readonly number[], name = "array"): number {
  const count = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || !Number.isSafeInteger(count)) {
    throw new Error(
      `${name}: the shape must be of whole numbers with a sensible product, got ${shapeText(shape)}`,
    );
  }
  return count;
}

/** Passes the array on if its data fills its shape. */
export function requireFilled(array: NumericArray, name = "array"): NumericArray {
  const count = elementCount(array.shape, name);
  if (array.data.length !== count) {
    throw new Error(
      `${name}: the shape ${shapeText(array.shape)} needs ${count} numbers, got ${array.data.length}`,
    );
  }
  return array;
}

/**
 * A two-dimensional array as a matrix (sharing its data); a one-dimensional one, `[d]`, becomes one row `[1, d]`.
 * @throws Error naming the shape where there are more dimensions, or none.
 */
export function matrixFromArray(array: NumericArray, name = "array"): Matrix {
  const { shape, data } = requireFilled(array, name);
  const [first = 0, second = 0] = shape;
  if (shape.length === 1) return matrix(data, 1, first);
  if (shape.length === 2) return matrix(data, first, second);
  throw new Error(
    `${name}: expected two dimensions [rows, columns] or one [columns], got the shape ${shapeText(shape)}; reshape it before saving`,
  );
}

/** The matrix as an array of shape `[rows, columns]`, sharing its data. */
export function arrayFromMatrix(source: Matrix): NumericArray {
  return { shape: [source.rows, source.columns], data: source.data };
}

/** `"[3, 4]"`, for messages. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** The index of number `i` along each dimension: the inverse of row-major order. */
export function positionOf(shape: readonly number[], i: number): number[] {
  let rest = i;
  return shape
    .map((_, axis) => {
      const length = shape[shape.length - 1 - axis] ?? 1;
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .reverse();
}
