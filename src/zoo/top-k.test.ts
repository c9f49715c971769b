import { describe, expect, it } from "vitest";
import { gaussian } from "../../test/matrices.ts";
import { type Matrix, toRows } from "../math/index.ts";
import { retrieve, topK as topKSeparation } from "../memory/index.ts";
import { topK } from "./top-k.ts";

describe("topK", () => {
  it.each([
    [0.2, 10, 2],
    [0.29, 100, 29],
    [0.07, 100, 7],
    [0.5, 7, 3],
    [0.01, 30, 1],
    [1, 13, 13],
    [0.999, 13, 12],
  ])("keeps %s of %s: %s", (fraction, N, k) => {
    const [patterns, queries] = [gaussian(N, 3, 1), gaussian(4, 3, 2)];
    const { weights } = topK({ fraction }).store(patterns).retrieve(queries);
    expect(weights).toEqual(retrieve(queries, patterns, { separation: topKSeparation(k) }).weights);
    for (const row of toRows(weights as Matrix)) expect(row.filter((p) => p > 0)).toHaveLength(k);
  });

  it("keeps exactly k of equals, the first ones", () => {
    const { weights } = topK({ k: 2 })
      .store([[1], [1], [1], [1]])
      .retrieve([[1]]);
    expect(toRows(weights as Matrix)).toEqual([[0.5, 0.5, 0, 0]]);
  });

  it("tells what is wrong", () => {
    expect(() => topK({ k: 2, fraction: 0.5 })).toThrow(
      "k = 2 and fraction = 0.5 say the same; give one of them",
    );
    expect(() => topK({ k: 0 })).toThrow("k must be a whole number ≥ 1, got 0");
    for (const bad of [0, 1.1, -1, Number.NaN]) {
      expect(() => topK({ fraction: bad })).toThrow(`topK: fraction must be in (0, 1], got ${bad}`);
    }
    expect(() => topK({ k: 3 }).store([[1], [2]])).toThrow("k = 3 but there are only 2 patterns");
  });
});
