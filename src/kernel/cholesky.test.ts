import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, normal, reference, zeros } from "../math/index.ts";
import { dividedByTriangle, pivotedCholesky } from "./cholesky.ts";
import { drawn } from "./drawn.ts";

function gramOf(M: number, rank: number, seed: number): Matrix {
  const random = createRandom(seed);
  const F = drawn(M, rank, () => normal(random));
  return reference.dotProducts(zeros(M, M), F, F);
}

describe("Cholesky with pivots", () => {
  it.each([
    [1, 1],
    [7, 7],
    [9, 4],
    [20, 33],
  ])("gives S back from its factor, for %i rows of rank %i", (M, D) => {
    const S = gramOf(M, D, M);
    const { R, pivots } = pivotedCholesky(S);
    expect(R.columns).toBe(Math.min(M, D));
    expect(new Set(pivots).size).toBe(R.columns);
    const back = reference.dotProducts(zeros(M, M), R, R);
    back.data.forEach((value, i) => {
      expect(Math.abs(value - S.data[i])).toBeLessThan(1e-5 * D);
    });
  });

  it("divides by the triangle that the pivots' rows form", () => {
    const { R, pivots, triangle } = pivotedCholesky(gramOf(9, 5, 2));
    const r = pivots.length;
    pivots.forEach((pivot, i) => {
      for (let j = 0; j < r; j++) expect(R.data[pivot * r + j]).toBeCloseTo(triangle[j * r + i], 6);
      for (let j = i + 1; j < r; j++) expect(triangle[j * r + i]).toBe(0);
    });
    const rowOrder = Float32Array.from(triangle, (_, at) => triangle[(at % r) * r + Math.floor(at / r)]);
    const identity = dividedByTriangle({ rows: r, columns: r, data: rowOrder }, triangle);
    identity.data.forEach((value, at) => {
      expect(value).toBeCloseTo(at % (r + 1) === 0 ? 1 : 0, 4);
    });
  });
});
