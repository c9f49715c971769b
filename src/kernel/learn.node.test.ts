import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, normal, zeros } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import { drawn } from "./drawn.ts";
import { learnKernel } from "./learn.node.ts";
import { learnKernel as learnPlainly } from "./learn.ts";
import type { LearnOptions } from "./learn-options.ts";

/** Patterns that are alike. */
function alike(M: number, d: number, seed: number): Matrix {
  const random = createRandom(seed);
  const common = Array.from({ length: d }, () => 1 + normal(random));
  let at = 0;
  return drawn(M, d, () => common[at++ % d] + 0.5 * normal(random));
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= tolerance * (1 + Math.abs(expected[i])))) {
      expect.fail(`got ${actual[i]} at ${i}, expected ${expected[i]}`);
    }
  }
}

const CASES: [string, LearnOptions][] = [
  ["the average loss", { rate: 0.02 }],
  ["the average loss of all pairs", { rate: 0.02, pairs: "all" }],
  ["raw features", { rate: 0.01, features: "raw", t: 0.1 }],
  ["raw features, all pairs", { rate: 0.01, features: "raw", pairs: "all", t: 0.1 }],
  ["the squared kernel", { rate: 0.02, loss: "squared-kernel" }],
  [
    "the squared raw kernel, all pairs",
    { rate: 1e-4, loss: "squared-kernel", features: "raw", pairs: "all", t: 0.05 },
  ],
];

describe.each(CASES)("native learning by %s", (_, options) => {
  it.each([
    [9, 30, 30],
    [9, 20, 5],
    [30, 10, 14],
  ])("is the plain one step for step, M=%i d=%i D=%i", async (M, d, D) => {
    const [X, random] = [alike(M, d, M), createRandom(D)];
    const start = drawn(D, d, () => normal(random, 0, 1 / Math.sqrt(d)));
    const chosen = { ...options, start, optimiser: "sgd", iterations: 12 } as const;
    const [native, plain] = [await learnKernel(X, chosen), learnPlainly(X, chosen)];
    expectNear(native.losses, plain.losses, 1e-5);
    expectNear(native.weights().data, plain.weights().data, 1e-4);
    expect([native.space, native.termination]).toEqual([plain.space, plain.termination]);
  });
});

describe("native learning", () => {
  const X = alike(10, 40, 3);

  it("goes by L-BFGS, from where it was, and as far as it is let", async () => {
    const half = await learnKernel(X, { iterations: 8 });
    const rest = await learnKernel(X, { iterations: 8, from: half, threads: 2 });
    for (let i = 1; i < rest.losses.length; i++) expect(rest.losses[i]).toBeLessThan(rest.losses[i - 1]);
    expect(rest.iterations).toBe(16);
    const stopped = await learnKernel(X, { onProgress: ({ iteration }) => iteration < 2 });
    expect([stopped.termination, stopped.iterations]).toEqual(["stopped", 2]);
    const { states } = retrieve(X, X, { similarity: rest, beta: 3 });
    expectNear(
      states.data,
      retrieve(X, X, { similarity: learnPlainly(X, { from: rest, iterations: 0 }), beta: 3 }).states.data,
      1e-3,
    );
  });

  it("leaves the maximum and batches to the plain way, drawing the same numbers", async () => {
    for (const options of [{ loss: "maximum" }, { batch: 4 }] as const) {
      const native = await learnKernel(X, { ...options, iterations: 3 });
      expect(native.losses).toEqual(learnPlainly(X, { ...options, iterations: 3 }).losses);
    }
  });

  it("refuses what the plain way refuses", async () => {
    await expect(learnKernel(zeros(3, 4))).rejects.toThrow(/features of pattern 0 are zero/);
    await expect(learnKernel(zeros(4, 3))).rejects.toThrow(/features of pattern 0 are zero/);
    await expect(learnKernel(X, { iterations: -1 })).rejects.toThrow(/iterations must be/);
  });
});
