import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, normal, reference, rowOf, zeros } from "../math/index.ts";
import { drawn } from "./drawn.ts";
import { learnKernel } from "./learn.ts";
import { separationLoss } from "./separation-loss.ts";
import { whiten } from "./whiten.ts";

function normals(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return drawn(rows, columns, () => 0.7 + normal(random));
}

/** W (C + λ) Wᵀ, which is c² times the identity, divided by its mean diagonal. */
function whitened(X: Matrix, W: Matrix, ridge: number): number[][] {
  const { rows: M, columns: d } = X;
  let trace = 0;
  const C = Array.from({ length: d }, () => new Float64Array(d));
  for (let m = 0; m < M; m++) {
    const x = rowOf(X, m);
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) C[i][j] += (x[i] * x[j]) / M;
  }
  for (let i = 0; i < d; i++) trace += C[i][i];
  for (let i = 0; i < d; i++) C[i][i] += (ridge * trace) / Math.min(M, d);
  const times = (A: ArrayLike<number>[], B: ArrayLike<number>[]): number[][] =>
    A.map((row) =>
      Array.from({ length: d }, (_, j) => {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += row[k] * B[k][j];
        return sum;
      }),
    );
  const rows = Array.from({ length: d }, (_, i) => rowOf(W, i));
  const columns = rows.map((_, i) => rows.map((row) => row[i]));
  const result = times(times(rows, C), columns);
  const mean = result.reduce((sum, row, i) => sum + row[i], 0) / d;
  return result.map((row) => row.map((value) => value / mean));
}

describe("whitening", () => {
  it.each([
    [9, 16],
    [40, 10],
    [12, 12],
  ])("is a root of the inverse of C + λ, for %i memories of %i numbers", (M, d) => {
    const X = normals(M, d, M);
    for (const ridge of [1, 0.1]) {
      const W = whiten(X, { ridge }).weights();
      whitened(X, W, ridge).forEach((row, i) => {
        row.forEach((value, j) => {
          expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-3);
        });
      });
    }
  });

  it("keeps the mean of K(ξ, ξ) what the mean of |ξ|² is", () => {
    for (const X of [normals(9, 16, 1), normals(40, 10, 2)]) {
      const size = ({ data }: Matrix): number => data.reduce((sum, value) => sum + value * value, 0);
      expect(size(whiten(X).features(X)) / size(X)).toBeCloseTo(1, 4);
    }
  });

  it("makes independent memories orthogonal as the ridge goes to 0", () => {
    const X = normals(8, 30, 3);
    const kernel = whiten(X, { ridge: 1e-4 });
    const F = kernel.features(X);
    const K = reference.dotProducts(zeros(8, 8), F, F);
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < i; j++) expect(Math.abs(K.data[i * 8 + j] / K.data[i * 8 + i])).toBeLessThan(5e-3);
    }
    expect(kernel.loss).toBeCloseTo(-4, 2);
    expect([kernel.termination, kernel.iterations, kernel.losses]).toEqual(["closed-form", 0, [kernel.loss]]);
  });

  it("is a start that learning goes on from", () => {
    for (const X of [normals(9, 16, 4), normals(30, 10, 5)]) {
      const start = whiten(X, { ridge: 0.1 });
      const learned = learnKernel(X, { start: "whitening", iterations: 10 });
      expect(learned.losses[0]).toBeCloseTo(start.loss, 4);
      expect(learned.loss).toBeLessThan(start.loss);
      expect(separationLoss(X, learned.weights()).loss).toBeCloseTo(learned.loss, 3);
    }
  });

  it("refuses a ridge of 0", () => {
    expect(() => whiten(normals(3, 3, 1), { ridge: 0 })).toThrow(/ridge must be a finite number > 0, got 0/);
  });
});
