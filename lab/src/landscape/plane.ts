import { dotProduct, fromRows, type Matrix, rowOf, zeros } from "madeleine/math";
import { energies } from "madeleine/memory";
import type { Definition } from "madeleine/zoo";

/** A point of a plane, (across, down). */
export type Point = readonly [number, number];

/** A square piece of a plane in the space of the states. */
export interface Plane {
  /** Its middle, `[d]`. */
  readonly middle: Float32Array;
  /** Unit vectors at right angles, `[d]`: to the right, and down. */
  readonly right: Float32Array;
  readonly down: Float32Array;
  /** From the middle to each side. */
  readonly reach: number;
}

/** The piece of the plane itself around 0: states are points. */
export function flatPlane(reach: number): Plane {
  const unit = (i: number): Float32Array => Float32Array.from([0, 1], (k) => (k === i ? 1 : 0));
  return { middle: new Float32Array(2), right: unit(0), down: unit(1), reach };
}

/** The state at a point: middle + across · right + down · down. */
export function stateAt({ middle, right, down }: Plane, [across, below]: Point): Float32Array {
  return middle.map((value, i) => value + across * right[i] + below * down[i]);
}

/** The point of the plane that a state lies above. */
export function pointUnder({ middle, right, down }: Plane, state: Float32Array): Point {
  const from = state.map((value, i) => value - middle[i]);
  return [dotProduct(from, right), dotProduct(from, down)];
}

/** How far a state lies off the plane. */
export function distanceOff(plane: Plane, state: Float32Array): number {
  const foot = stateAt(plane, pointUnder(plane, state));
  return Math.hypot(...foot.map((value, i) => value - state[i]));
}

/**
 * The model's energies at the middles of size × size cells of the plane, row by row; undefined where it has none.
 */
export function energiesOn(
  plane: Plane,
  patterns: Matrix,
  { definition, size }: { definition: Definition; size: number },
): Float32Array | undefined {
  const states = Array.from({ length: size * size }, (_, i) => stateAt(plane, cell(i, size, plane.reach)));
  const { similarity, separation, beta = 1 } = definition;
  const found = energies(fromRows(states), patterns, { similarity, separation, beta });
  return found && Float32Array.from(found);
}

function cell(i: number, size: number, reach: number): Point {
  const at = (k: number): number => (((k + 0.5) / size) * 2 - 1) * reach;
  return [at(i % size), at(Math.floor(i / size))];
}

/** A plane through three memories, in the space that they span. */
export interface Slice {
  readonly plane: Plane;
  /** All patterns, by what of them lies in that space, `[N, 3]`: energies on the plane are the same. */
  readonly patterns: Matrix;
  /** Unit vectors at right angles that span the space, `[3, d]`. */
  readonly basis: Matrix;
  /** Where the three memories lie. */
  readonly corners: readonly Point[];
}

/**
 * The plane through three of the patterns `[N, d]`. For inner products a state's scores and its length depend on what lies
 * in the space of the three only, so that energies are computed there, in three numbers instead of d.
 * @throws RangeError for patterns that lie on a line.
 */
export function sliceThrough(patterns: Matrix, items: readonly [number, number, number]): Slice {
  const basis = orthonormal(items.map((item) => rowOf(patterns, item)));
  const inside = zeros(patterns.rows, 3);
  for (let n = 0; n < patterns.rows; n++) {
    for (let k = 0; k < 3; k++) inside.data[3 * n + k] = dotProduct(rowOf(patterns, n), rowOf(basis, k));
  }
  const [a, b, c] = items.map((item) => rowOf(inside, item));
  const axes = orthonormal([a.map((value, i) => b[i] - value), a.map((value, i) => c[i] - value)]);
  const middle = a.map((value, i) => (value + b[i] + c[i]) / 3);
  const [right, down] = [rowOf(axes, 0), rowOf(axes, 1)];
  const plane = { middle, right, down, reach: 1 };
  const corners = [a, b, c].map((corner) => pointUnder(plane, corner));
  const reach = 1.5 * Math.max(...corners.flat().map(Math.abs));
  return { plane: { ...plane, reach }, patterns: inside, basis, corners };
}

/** A state in the space of the slice as one of d numbers. */
export function lifted({ basis }: Slice, inside: Float32Array): Float32Array {
  const state = new Float32Array(basis.columns);
  inside.forEach((value, k) => {
    const row = rowOf(basis, k);
    for (let i = 0; i < state.length; i++) state[i] += value * row[i];
  });
  return state;
}

/** What of a state of d numbers lies in the space of the slice. */
export function lowered({ basis }: Slice, state: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 }, (_, k) => dotProduct(state, rowOf(basis, k)));
}

/** Gram and Schmidt: rows of unit length at right angles that span what the vectors span. */
function orthonormal(vectors: readonly Float32Array[]): Matrix {
  const rows: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    for (const row of rows) {
      const part = dotProduct(rest, row);
      for (let i = 0; i < rest.length; i++) rest[i] -= part * row[i];
    }
    const length = Math.hypot(...rest);
    if (!(length > 1e-4)) throw new RangeError("slice: these pictures lie on one line; choose three others");
    rows.push(rest.map((value) => value / length));
  }
  return fromRows(rows);
}
