import { describe, expect, it } from "vitest";
import { writeSafetensors } from "../data/index.ts";
import { createRandom, type Matrix, normal, rowsOf } from "../math/index.ts";
import { decodeKernel, encodeKernel } from "./codec.ts";
import { drawn } from "./drawn.ts";
import { learnKernel } from "./learn.ts";
import type { LearnedKernel } from "./learned-kernel.ts";
import { separationLoss } from "./separation-loss.ts";
import { staleness } from "./staleness.ts";
import { updateKernel } from "./update.ts";

function normals(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return drawn(rows, columns, () => 0.7 + normal(random));
}

const X = normals(14, 30, 1);
const first = rowsOf(X, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const last = rowsOf(X, [10, 11, 12, 13]);
const learned: LearnedKernel = learnKernel(first, { iterations: 25 });

function expectSame(a: Matrix, b: Matrix, digits = 3): void {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  a.data.forEach((value, i) => {
    expect(value).toBeCloseTo(b.data[i], digits);
  });
}

describe("updating a kernel", () => {
  it("goes on from what was learned, as learning from its W does", () => {
    for (const [kernel, change] of [
      [learned, { added: last, removed: [0, 4] }],
      [learnKernel(normals(40, 8, 2), { iterations: 5 }), { added: normals(2, 8, 3), removed: [39] }],
    ] as const) {
      const options = { optimiser: "sgd", rate: 0.01, iterations: 6 } as const;
      const updated = updateKernel(kernel, change, options);
      const again = learnKernel(updated.patterns ?? X, { ...options, start: kernel.weights() });
      expectSame(updated.weights(), again.weights());
      expect(updated.loss).toBeCloseTo(again.loss, 4);
      expect(updated.losses).toHaveLength(kernel.iterations + 7);
    }
  });

  it("keeps what stays in order, and puts what is new behind it", () => {
    const { patterns } = updateKernel(learned, { added: last, removed: [9, 0] }, { iterations: 0 });
    expect(patterns).toEqual(rowsOf(X, [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13]));
  });

  it("separates what has come, sooner than learning anew", () => {
    const updated = updateKernel(learned, { added: last }, { iterations: 5 });
    const anew = learnKernel(updated.patterns ?? X, { iterations: 5 });
    const before = staleness(learned, updated.patterns ?? X);
    expect(updated.loss).toBeLessThan(before.loss);
    expect(updated.loss).toBeLessThan(anew.loss);
    expect(separationLoss(X, updated.weights()).loss).toBeCloseTo(updated.loss, 3);
  });

  it("may be done again and again", () => {
    let kernel = learned;
    for (let i = 0; i < 7; i++) {
      kernel = updateKernel(kernel, { added: rowsOf(last, [i % 4]), removed: [0] }, { iterations: 2 });
    }
    const { loss } = separationLoss(kernel.patterns ?? X, kernel.weights());
    expect(loss).toBeCloseTo(kernel.loss, 3);
    expect(kernel.patterns?.rows).toBe(10);
  });

  it("refuses memories that aren't there", () => {
    expect(() => updateKernel(learned, { removed: [10] })).toThrow(/memories 0 to 9, got 10 to remove/);
    expect(() => updateKernel(learned, { added: [[1, 2]] })).toThrow(/\[10, 30\] and added \[1, 2\]/);
    const removed = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(() => updateKernel(learned, { removed })).toThrow(/at least two patterns/);
    const bare = decodeKernel(encodeKernel(learned));
    expect(() => updateKernel(bare, { added: last })).toThrow(/hand them to decodeKernel as `patterns`/);
  });
});

describe("staleness", () => {
  it("is none for the memories a kernel was learned from", () => {
    const { excess, stale, loss, learnedLoss } = staleness(learned, first);
    expect(Math.abs(excess)).toBeLessThan(1e-3);
    expect(stale).toBe(false);
    expect(learnedLoss).toBe(learned.loss);
    expect(loss).toBeCloseTo(learned.loss, 3);
  });

  it("shows once others have come, down to the threshold asked for", () => {
    const found = staleness(learned, X);
    expect(found.excess).toBeGreaterThan(0.1);
    expect(found.stale).toBe(true);
    expect(staleness(learned, X, { threshold: found.excess + 0.01 }).stale).toBe(false);
  });
});

describe("a kernel as bytes", () => {
  it("comes back with its W and all that was learned, and goes on from there", () => {
    const back = decodeKernel(encodeKernel(learned), { patterns: first });
    expect(back.weights()).toEqual(learned.weights());
    for (const key of ["settings", "loss", "losses", "iterations", "termination", "space", "name"] as const) {
      expect(back[key], key).toEqual(learned[key]);
    }
    const options = { optimiser: "sgd", rate: 0.01, iterations: 5 } as const;
    const [one, two] = [back, learned].map((kernel) => updateKernel(kernel, { added: last }, options));
    expectSame(one.weights(), two.weights());
  });

  it("gives the same bytes for the same kernel", () => {
    expect(encodeKernel(decodeKernel(encodeKernel(learned)))).toEqual(encodeKernel(learned));
  });

  it("is refused where it is something else, or of another version", () => {
    const tensors = [["weights", { shape: [1, 1], data: Float32Array.of(1) }]] as const;
    expect(() => decodeKernel(writeSafetensors(tensors))).toThrow(/these bytes hold no kernel/);
    expect(() => decodeKernel(writeSafetensors(tensors, { "madeleine-kernel": "2", facts: "{}" }))).toThrow(
      /got a kernel of version 2 when expecting version 1/,
    );
    expect(() => decodeKernel(new Uint8Array(3))).toThrow(/^decodeKernel: is no .safetensors file/);
  });
});
