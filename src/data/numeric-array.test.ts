import { expect, test } from "vitest";
import {
  arrayFromMatrix,
  elementCount,
  matrixFromArray,
  positionOf,
  requireFilled,
} from "./numeric-array.ts";

test("one dimension becomes one row, two a matrix, sharing the data", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(matrixFromArray({ shape: [6], data })).toEqual({ rows: 1, columns: 6, data });
  const matrix = matrixFromArray({ shape: [2, 3], data });
  expect(matrix).toEqual({ rows: 2, columns: 3, data });
  expect(matrix.data).toBe(data);
  expect(arrayFromMatrix(matrix)).toEqual({ shape: [2, 3], data });
});

test("other shapes are named", () => {
  expect(() => matrixFromArray({ shape: [1, 2, 1], data: new Float32Array(2) }, "q.npy")).toThrow(
    /^q\.npy: .*\[1, 2, 1\]/,
  );
  expect(() => matrixFromArray({ shape: [], data: new Float32Array(1) }, "q.npy")).toThrow(/shape \[\]/);
  expect(() => requireFilled({ shape: [2], data: new Float32Array(1) }, "q")).toThrow(
    /needs 2 numbers, got 1/,
  );
});

test("element counts", () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([3, 4])).toBe(12);
  expect(elementCount([2 ** 50, 2 ** 50, 0])).toBe(0);
  expect(() => elementCount([2 ** 50, 2 ** 50])).toThrow(/sensible product/);
  expect(() => elementCount([1.5])).toThrow(/whole numbers/);
  expect(() => elementCount([-1, 0])).toThrow(/whole numbers/);
});

test("positions", () => {
  expect(positionOf([2, 3, 4], 23)).toEqual([1, 2, 3]);
  expect(positionOf([5], 2)).toEqual([2]);
  expect(positionOf([], 0)).toEqual([]);
});
