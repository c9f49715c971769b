import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, normal, reference, rowOf, zeros } from "../math/index.ts";
import {
  argmax,
  entmax,
  learnedKernel,
  polynomial,
  recallAtOne,
  retrieve,
  softmax,
  sparsemax,
} from "../memory/index.ts";
import { drawn } from "./drawn.ts";
import { learnKernel } from "./learn.ts";
import { separationLoss } from "./separation-loss.ts";
import type { LossSettings } from "./settings.ts";

/** Patterns that are alike, as pictures are: a common part and their own. */
function alike(M: number, d: number, seed: number): Matrix {
  const random = createRandom(seed);
  const common = Array.from({ length: d }, () => 1 + normal(random));
  return drawn2(M, d, (k) => (common[k] ?? 0) + 0.5 * normal(random));
}

function drawn2(M: number, d: number, value: (k: number) => number): Matrix {
  let at = 0;
  return drawn(M, d, () => value(at++ % d));
}

function normals(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return drawn(rows, columns, () => normal(random, 0, 1 / Math.sqrt(columns)));
}

interface Plain extends LossSettings {
  readonly rate: number;
  readonly iterations: number;
}

/** W ← W − γ dL/dW on W written out, one step after the other. */
function plainDescent(X: Matrix, start: Matrix, { rate, iterations, ...settings }: Plain) {
  const W = { ...start, data: start.data.slice() };
  const losses: number[] = [];
  for (let i = 0; i <= iterations; i++) {
    const { loss, gradient } = separationLoss(X, W, { ...settings, backend: reference });
    losses.push(loss);
    if (i === iterations) break;
    for (let k = 0; k < W.data.length; k++) W.data[k] -= rate * gradient.data[k];
  }
  return { W, losses };
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

/** At rates that don't overshoot: where steps do, rounding grows from one to the next and no two ways agree for long. */
const CASES: [string, LossSettings & { rate: number }][] = [
  ["the average loss", { rate: 0.02 }],
  ["all pairs", { rate: 0.02, pairs: "all" }],
  ["raw features", { rate: 0.01, features: "raw", t: 0.1 }],
  ["the maximum", { rate: 0.01, loss: "maximum" }],
  ["the squared kernel", { rate: 0.02, loss: "squared-kernel" }],
];

/** M, d and D of memories whose descent stays in their span, and others. */
const SHAPES = [
  { M: 7, d: 20, D: 20, space: "span" },
  { M: 9, d: 12, D: 5, space: "span" },
  { M: 6, d: 11, D: 30, space: "span" },
  { M: 12, d: 12, D: 12, space: "whole" },
  { M: 30, d: 8, D: 10, space: "whole" },
];

describe.each(CASES)("descent on %s", (_, settings) => {
  it.each(SHAPES)("is the plain one step for step, M=$M d=$d D=$D ($space)", ({ M, d, D, space }) => {
    const [X, start] = [alike(M, d, M), normals(D, d, D)];
    const plain = plainDescent(X, start, { ...settings, iterations: 15 });
    const before = start.data.slice();
    const kernel = learnKernel(X, { ...settings, optimiser: "sgd", iterations: 15, start });
    expect(kernel.space).toBe(space);
    expectNear(kernel.losses, plain.losses, 2e-5);
    expectNear(kernel.weights().data, plain.W.data, 2e-4);
    expect(start.data).toEqual(before);
    expect(kernel.loss).toBeCloseTo(kernel.losses[15], 4);
    expect([kernel.iterations, kernel.termination]).toEqual([15, "max-iterations"]);
    expect(separationLoss(X, kernel.weights(), settings).loss).toBeCloseTo(kernel.loss, 4);
  });
});

describe("learning a kernel", () => {
  const X = alike(12, 40, 1);

  it("by L-BFGS lowers every loss at every step, in the span and outside", () => {
    for (const memories of [X, alike(30, 10, 2)]) {
      for (const loss of ["average", "maximum", "squared-kernel"] as const) {
        const { losses, termination } = learnKernel(memories, { loss, iterations: 40 });
        for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThan(losses[i - 1]);
        expect(losses.at(-1)).toBeLessThan(losses[0] - 0.2);
        expect(["converged", "max-iterations"]).toContain(termination);
      }
    }
  });

  it("reaches the least average loss there is, that of a simplex", () => {
    const kernel = learnKernel(alike(5, 40, 1), { iterations: 500, tolerance: 1e-9 });
    expect(kernel.loss).toBeCloseTo((-2 * 2 * 5) / 4, 3);
    expect(kernel.termination).toBe("converged");
  });

  it("gives the same kernel for the same random numbers, and another for others", () => {
    const of = (seed: number) => learnKernel(X, { iterations: 3, random: createRandom(seed) });
    expect(of(3).weights().data).toEqual(of(3).weights().data);
    expect(of(3).losses).not.toEqual(of(4).losses);
  });

  it("draws W from N(0, 1/d), and from N(0, 1) as coded", () => {
    const variance = (asCoded: boolean): number => {
      const { data } = learnKernel(X, { iterations: 0, featureDimension: 50, asCoded }).weights();
      return data.reduce((sum, value) => sum + value * value, 0) / data.length;
    };
    expect(Math.abs(variance(false) * 40 - 1)).toBeLessThan(0.1);
    expect(Math.abs(variance(true) - 1)).toBeLessThan(0.1);
  });

  it("as coded divides the rate by √(i+1) over and over, also across a pause", () => {
    const [start, rate] = [normals(40, 40, 4), 0.2];
    let W = start;
    for (let i = 0, now = rate; i < 6; i++, now /= Math.sqrt(i)) {
      const { gradient } = separationLoss(X, W, { backend: reference });
      W = { ...W, data: W.data.map((value, k) => value - now * gradient.data[k]) };
    }
    const whole = learnKernel(X, { asCoded: true, rate, start, iterations: 6 });
    expectNear(whole.weights().data, W.data, 1e-4);
    const half = learnKernel(X, { asCoded: true, rate, start, iterations: 3 });
    const rest = learnKernel(X, { asCoded: true, rate, from: half, iterations: 3 });
    expectNear(rest.weights().data, W.data, 1e-4);
    expect(rest.losses).toHaveLength(7);
  });

  it("goes on from where it was, as if it had never paused", () => {
    const options = { optimiser: "sgd", rate: 0.1 } as const;
    const whole = learnKernel(X, { ...options, iterations: 12 });
    const half = learnKernel(X, { ...options, iterations: 7 });
    const rest = learnKernel(X, { ...options, iterations: 5, from: half });
    expectNear(rest.losses, whole.losses, 1e-5);
    expect(rest.iterations).toBe(12);
    expectNear(rest.weights().data, whole.weights().data, 1e-4);
  });

  it("divides the rows of W by their lengths where asked for", () => {
    const kernel = learnKernel(X, { iterations: 4, normaliseRows: true });
    const W = kernel.weights();
    for (let i = 0; i < W.rows; i++) expect(Math.hypot(...rowOf(W, i))).toBeCloseTo(1, 6);
    expect(kernel.loss).toBeCloseTo(separationLoss(X, W).loss, 5);
  });

  it("takes batches, in the span and outside, and says the loss over all patterns", () => {
    for (const memories of [X, alike(60, 10, 2)]) {
      const seen = learnKernel(memories, { batch: 8, iterations: 60, rate: 0.05, random: createRandom(1) });
      expect(seen.loss).toBeLessThan(seen.losses[0] - 0.1);
      expect(seen.loss).toBeCloseTo(separationLoss(memories, seen.weights()).loss, 4);
    }
  });

  it("estimates the mean over pairs without bias from batches", () => {
    const memories = alike(9, 12, 3);
    const start = normals(12, 12, 5);
    const random = createRandom(2);
    const runs = 3000;
    let sum = 0;
    for (let i = 0; i < runs; i++) {
      const { losses } = learnKernel(memories, { batch: 4, iterations: 0, start, random });
      sum += Math.exp(losses[0]);
    }
    const exact = Math.exp(separationLoss(memories, start).loss);
    expect(Math.abs(sum / runs / exact - 1)).toBeLessThan(0.02);
  });

  it("tells of each iteration, and stops when told to", () => {
    const seen: number[] = [];
    const kernel = learnKernel(X, {
      onProgress: ({ iteration, loss }) => {
        seen.push(loss);
        return iteration < 4;
      },
    });
    expect(kernel.termination).toBe("stopped");
    expect(kernel.iterations).toBe(4);
    expect(seen).toEqual(kernel.losses);
  });

  it("says that it diverged, and keeps the last kernel that was finite", () => {
    const options = { features: "raw", loss: "squared-kernel", optimiser: "sgd", rate: 1e6 } as const;
    const kernel = learnKernel(X, { ...options, iterations: 50 });
    expect(kernel.termination).toBe("diverged");
    expect(kernel.losses.every(Number.isFinite)).toBe(true);
    expect(kernel.weights().data.every(Number.isFinite)).toBe(true);
  });

  it("survives memories that are the same, and fewer directions than memories", () => {
    const twins = zeros(6, 20);
    for (let i = 0; i < 6; i++) rowOf(twins, i).set(rowOf(X, Math.floor(i / 2)).subarray(0, 20));
    const start = normals(20, 20, 6);
    const plain = plainDescent(twins, start, { rate: 0.1, iterations: 10 });
    const kernel = learnKernel(twins, { optimiser: "sgd", rate: 0.1, iterations: 10, start });
    expectNear(kernel.losses, plain.losses, 2e-5);
    expectNear(kernel.weights().data, plain.W.data, 1e-3);
  });

  it("refuses what makes no sense", () => {
    expect(() => learnKernel(zeros(1, 3))).toThrow(/at least two patterns/);
    expect(() => learnKernel(X, { iterations: 1.5 })).toThrow(
      /iterations must be a whole number ≥ 0, got 1.5/,
    );
    expect(() => learnKernel(X, { rate: 0 })).toThrow(/rate must be a finite number > 0, got 0/);
    expect(() => learnKernel(X, { batch: 1 })).toThrow(/batch must be a whole number ≥ 2, got 1/);
    expect(() => learnKernel(X, { batch: 4, optimiser: "l-bfgs" })).toThrow(/go with the optimiser "sgd"/);
    expect(() => learnKernel(X, { optimiser: "adam" as "sgd" })).toThrow(/one of sgd, l-bfgs, got adam/);
    expect(() => learnKernel(X, { start: zeros(3, 3) })).toThrow(/start is \[3, 3\] and patterns \[12, 40\]/);
    expect(() => learnKernel(X, { start: "whitening", featureDimension: 3 })).toThrow(/featureDimension/);
    expect(() => learnKernel(zeros(3, 4))).toThrow(/features of pattern 0 are zero/);
  });
});

describe("a learned kernel", () => {
  const X = alike(12, 40, 1);
  const kernel = learnKernel(X, { iterations: 30 });
  const random = createRandom(8);
  const cues = { ...X, data: X.data.map((value) => (random.next() < 0.5 ? 0 : value)) };

  it.each([softmax, sparsemax, entmax(1.5), polynomial(3), argmax])(
    "retrieves by $name as the same W written out does",
    (separation) => {
      const options = { separation, beta: 0.2, steps: 3 };
      const own = retrieve(cues, X, { ...options, similarity: kernel });
      const written = retrieve(cues, X, { ...options, similarity: learnedKernel(kernel.weights()) });
      expectNear(own.states.data, written.states.data, 2e-3);
      expect(own.energies === undefined).toBe(written.energies === undefined);
      own.energies?.forEach((energies, b) => {
        expectNear(energies, written.energies?.[b] ?? [], 1e-3);
      });
    },
  );

  it("finds memories from half of their numbers where inner products take the brightest", () => {
    const memories = alike(30, 600, 3);
    for (let i = 0; i < 30; i++) {
      const brightness = 0.4 + 0.8 * random.next();
      rowOf(memories, i).forEach((value, k, row) => {
        row[k] = brightness * value;
      });
    }
    const halves = { ...memories, data: memories.data.map((value) => (random.next() < 0.5 ? 0 : value)) };
    const learned = learnKernel(memories, { iterations: 30 });
    const found = (options: object): number => {
      const { weights } = retrieve(halves, memories, { separation: argmax, ...options });
      return recallAtOne(
        weights,
        Array.from({ length: 20 }, (_, i) => i),
      );
    };
    expect(found({ similarity: learned })).toBeGreaterThan(found({}) + 0.3);
  });

  it("gives features W x, and refuses vectors of another length", () => {
    const features = kernel.features(cues);
    const expected = reference.dotProducts(zeros(12, 40), cues, kernel.weights());
    expectNear(features.data, expected.data, 1e-4);
    expect(() => kernel.features(zeros(1, 3))).toThrow(/W is \[40, 40\] but vectors are \[1, 3\]/);
    expect(() => retrieve(zeros(1, 3), zeros(2, 3), { similarity: kernel })).toThrow(/patterns are \[2, 3\]/);
  });
});
