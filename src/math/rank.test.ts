import { expect, it } from "vitest";
import { fromRows, type Matrix, matrix } from "./matrix.ts";
import { createRandom, normal } from "./random.ts";
import { rankOf } from "./rank.ts";
import { float32Epsilon, singularValues } from "./svd.ts";

/** A product of Gaussian matrices `[rows, rank]` and `[rank, columns]`. */
function ofRank(rows: number, columns: number, rank: number): Matrix {
  const random = createRandom(rows + columns + rank);
  const draw = (): number => normal(random);
  const left = Float64Array.from({ length: rows * rank }, draw);
  const right = Float64Array.from({ length: rank * columns }, draw);
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += left[i * rank + k] * right[k * columns + j];
    return sum;
  });
  return matrix(data, rows, columns);
}

it.each([
  [300, 280, 280],
  [300, 280, 40],
  [280, 330, 100],
  [600, 257, 1],
])("counts the rank of a [%i, %i] matrix made to have %i", (rows, columns, rank) => {
  expect(rankOf(ofRank(rows, columns, rank))).toBe(rank);
});

it("counts as the singular values do, where they fall off slowly", () => {
  const source = ofRank(320, 270, 270);
  for (let i = 0; i < source.data.length; i++) source.data[i] *= 0.93 ** (i % 270);
  const values = singularValues(source);
  for (const epsilon of [float32Epsilon, 1e-6, 1e-5, 1e-4]) {
    const bar = values[0] * 320 * epsilon;
    expect(rankOf(source, epsilon)).toBe(values.filter((value) => value > bar).length);
  }
});

it("gives 0 for zeros, however many", () => {
  expect(rankOf(matrix(new Float32Array(300 * 300), 300, 300))).toBe(0);
});

it("sees through the float32 rounding of a mixture", () => {
  const [a, b] = [Float32Array.of(0.1, 0.7, 0.3, 0.9), Float32Array.of(0.6, 0.2, 0.8, 0.4)];
  const mixture = a.map((value, i) => 0.3 * value + 0.7 * b[i]);
  expect(rankOf(fromRows([a, b, mixture]))).toBe(2);
  expect(rankOf(fromRows([[0, 0]]))).toBe(0);
  expect(rankOf(fromRows([]))).toBe(0);
});
