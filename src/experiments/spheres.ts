import { type Matrix, matrix, normal, type Random, rowOf } from "../math/index.ts";

/** Vectors drawn evenly from the sphere of a radius, `[count, dimension]`. */
export function onSphere(
  random: Random,
  { count, dimension, radius = 1 }: { count: number; dimension: number; radius?: number },
): Matrix {
  const data = new Float32Array(count * dimension);
  for (let n = 0; n < count; n++) {
    const row = data.subarray(n * dimension, (n + 1) * dimension);
    for (let i = 0; i < dimension; i++) row[i] = normal(random);
    const length = Math.hypot(...row);
    for (let i = 0; i < dimension; i++) row[i] *= radius / length;
  }
  return matrix(data, count, dimension);
}

/** Each row moved so far: in a direction of its own, or straight towards the row of `towards` in its place. */
export function movedBy(
  source: Matrix,
  distance: number,
  { random, towards }: { random: Random; towards?: readonly Float32Array[] },
): Matrix {
  const result = { ...source, data: source.data.slice() };
  for (let b = 0; b < source.rows; b++) {
    const row = rowOf(result, b);
    const goal = towards?.[b];
    const direction = Float64Array.from(row, (value, i) => (goal ? goal[i] - value : normal(random)));
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; length > 0 && i < row.length; i++) row[i] += (distance * direction[i]) / length;
  }
  return result;
}

/** For each row the number of the other row that is nearest to it by Euclidean distance. */
export function nearestOthers(source: Matrix): number[] {
  return Array.from({ length: source.rows }, (_, mu) => {
    let [best, least] = [mu, Number.POSITIVE_INFINITY];
    for (let nu = 0; nu < source.rows; nu++) {
      const distance = nu === mu ? Number.POSITIVE_INFINITY : squared(source, mu, nu);
      if (distance < least) [best, least] = [nu, distance];
    }
    return best;
  });
}

function squared({ data, columns: d }: Matrix, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += (data[a * d + i] - data[b * d + i]) ** 2;
  return sum;
}

/** |x_b − ξ_b| for every row. */
export function distances(states: Matrix, targets: Matrix): number[] {
  return Array.from({ length: states.rows }, (_, b) => {
    const target = rowOf(targets, b);
    return Math.sqrt(rowOf(states, b).reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0));
  });
}
