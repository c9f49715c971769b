import { expect } from "vitest";
import { createRandom, type Matrix, matrix, normal } from "../src/math/index.ts";

/** A matrix of draws from N(0, scale²), row by row. */
export function gaussian(rows: number, columns: number, seed: number, scale = 1): Matrix {
  const random = createRandom(seed);
  return matrix(
    Float32Array.from({ length: rows * columns }, () => normal(random, 0, scale)),
    rows,
    columns,
  );
}

/** Whether two matrices have one shape and differ by at most tolerance · (1 + |expected|), number by number. */
export function expectNear(actual: Matrix, expected: Matrix, tolerance: number): void {
  expect(actual).toMatchObject({ rows: expected.rows, columns: expected.columns });
  actual.data.forEach((value, i) => {
    const scale = 1 + Math.abs(expected.data[i]);
    expect(Math.abs(value - expected.data[i]), `number ${i}`).toBeLessThanOrEqual(tolerance * scale);
  });
}
