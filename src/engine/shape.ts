/** The lengths of a tensor's axes; `[]` is a single number. */
export type Shape = readonly number[];

/** "[32, 784]". */
export function shapeText(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** How many numbers a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * The shape of an operation between two tensors, element by element: axes are matched from the last, and one of length 1
 * is repeated, as in NumPy.
 * @throws RangeError naming the operation and both shapes where they don't match.
 */
export function broadcastShape(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [a[a.length - rank + axis] ?? 1, b[b.length - rank + axis] ?? 1];
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(
        `${operation}: shapes ${shapeText(a)} and ${shapeText(b)} don't match: ${m} and ${n} ` +
          "stand for the same axis, and neither is 1",
      );
    }
    return m === 1 ? n : m;
  });
}

/** An axis counted from 0; −1 is the last. */
export function axisOf(operation: string, axis: number, shape: Shape): number {
  const found = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(axis) && found >= 0 && found < shape.length) return found;
  throw new RangeError(`${operation}: ${shapeText(shape)} has no axis ${axis}`);
}

/** Axes counted from 0, in order; all of them where none are given. */
export function axesOf(operation: string, axes: number | Shape | undefined, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const listed = typeof axes === "number" ? [axes] : axes;
  const found = listed.map((axis) => axisOf(operation, axis, shape)).sort((a, b) => a - b);
  if (new Set(found).size === found.length) return found;
  throw new RangeError(`${operation}: an axis stands twice in ${shapeText(listed)}`);
}

/** @throws RangeError where a length isn't a whole number from 1. */
export function requireShape(operation: string, shape: Shape): Shape {
  if (shape.every((length) => Number.isInteger(length) && length >= 1)) return shape;
  throw new RangeError(`${operation}: lengths of axes are whole numbers from 1, got ${shapeText(shape)}`);
}
