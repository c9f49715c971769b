import { describe, expect, it } from "vitest";
import { fromRows } from "./matrix.ts";
import { rankOf } from "./svd.ts";

describe("singular values", () => {
  it("count the rank, whatever the float32 rounding of a mixture", () => {
    const [a, b] = [Float32Array.of(0.1, 0.7, 0.3, 0.9), Float32Array.of(0.6, 0.2, 0.8, 0.4)];
    const mixture = a.map((value, i) => 0.3 * value + 0.7 * b[i]);
    expect(rankOf(fromRows([a, b, mixture]))).toBe(2);
    expect(rankOf(fromRows([[0, 0]]))).toBe(0);
    expect(rankOf(fromRows([]))).toBe(0);
  });
});
