import { describe, expect, it } from "vitest";
import { fromRows, matrix, requireFinite, rowOf, shapeOf, toMatrix, toRows } from "./matrix.ts";

describe("matrix", () => {
  it("keeps a Float32Array and copies anything else", () => {
    const data = Float32Array.of(1, 2, 3, 4);
    expect(matrix(data, 2, 2).data).toBe(data);
    expect(toRows(matrix([1, 2, 3, 4], 2, 2))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("gives views of rows", () => {
    const source = fromRows([[1, 2, 3], Float64Array.of(4, 5, 6)]);
    rowOf(source, 1)[0] = 9;
    expect(toRows(source)).toEqual([
      [1, 2, 3],
      [9, 5, 6],
    ]);
    expect(shapeOf(source)).toBe("[2, 3]");
    expect(shapeOf(fromRows([]))).toBe("[0, 0]");
  });

  it("names what doesn't fit", () => {
    expect(() => matrix([1, 2, 3], 2, 2)).toThrow("data holds 3 numbers, but [2, 2] needs 4");
    expect(() => fromRows([[1, 2], [3]], "queries")).toThrow("queries: row 1 has 1 numbers, row 0 has 2");
    expect(() => toMatrix({ rows: 2, columns: 2, data: new Float32Array(3) }, "values")).toThrow(
      "values: data must be",
    );
  });

  it("names the row and column of the first number that isn't finite", () => {
    expect(() =>
      requireFinite(
        fromRows([
          [0, 1],
          [2, Number.NaN],
        ]),
        "patterns",
      ),
    ).toThrow("patterns: every number must be finite, got NaN at row 1, column 1");
    expect(() => requireFinite(fromRows([[1e39, 1]]), "patterns")).toThrow("Infinity at row 0, column 0");
    for (let at = 0; at < 11; at++) {
      const data = new Float32Array(11).fill(3e38);
      expect(() => requireFinite(matrix(data, 1, 11), "patterns")).not.toThrow();
      data[at] = Number.NEGATIVE_INFINITY;
      expect(() => requireFinite(matrix(data, 1, 11), "patterns")).toThrow(
        `-Infinity at row 0, column ${at}`,
      );
    }
  });
});
