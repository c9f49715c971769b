import {
  allocatePatterns,
  createRandom,
  type Matrix,
  matrix,
  norm,
  normal,
  rowOf,
  zeros,
} from "madeleine/math";
import {
  argmax,
  dot,
  entmax,
  learnedKernel,
  type RetrieverResult,
  retrieve,
  type Separation,
  similarityNamed,
  softmax,
  sparsemax,
  topK,
} from "madeleine/memory";
import { describe, expect, it } from "vitest";
import { expectMatrix, goldenCases, inputOf } from "../golden-runners/case.ts";
import { separationOf, similarityOf } from "../golden-runners/model.ts";
import { type BackendUnderTest, backends } from "./backends.ts";
import { exactStep, SCORES } from "./exact.ts";

/** B, N, d. */
const SHAPES: readonly [number, number, number][] = [
  [1, 1, 1],
  [2, 5, 3],
  [1, 4097, 17],
  [5, 300, 17],
  [9, 128, 1100],
];

const SEPARATIONS: readonly Separation[] = [
  softmax,
  sparsemax,
  entmax(1.5),
  entmax(1.3),
  entmax(3),
  topK(4),
  argmax,
];

/** A matrix that begins in the middle of a buffer, at a multiple of 4 bytes that is none of 16. */
function offCentre(rows: number, columns: number, draw: () => number): Matrix {
  const data = new Float32Array(rows * columns + 8).fill(Number.NaN).subarray(3, 3 + rows * columns);
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return matrix(data, rows, columns);
}

/** Patterns, queries (noisy patterns and strangers) and values. */
function drawn(B: number, N: number, d: number): { patterns: Matrix; queries: Matrix; values: Matrix } {
  const random = createRandom(B * N + d);
  const patterns = offCentre(N, d, () => normal(random));
  const queries = offCentre(B, d, () => normal(random));
  for (let b = 0; b < B; b += 2) {
    rowOf(queries, b).forEach((noise, i) => {
      rowOf(queries, b)[i] = 0.3 * noise + rowOf(patterns, (b * 7) % N)[i];
    });
  }
  return { patterns, queries, values: offCentre(N, 5, () => normal(random)) };
}

function dense({ support }: RetrieverResult, b: number, N: number): Float32Array {
  const row = new Float32Array(N);
  support?.[b].indices.forEach((n, i) => {
    row[n] = support[b].weights[i];
  });
  return row;
}

/** What float32 scores may do to weights and sums: β times the rounding of scores of that size. */
function toleranceOf(beta: number, query: Float32Array, patterns: Matrix): number {
  let largest = 1;
  for (let n = 0; n < patterns.rows; n++) largest = Math.max(largest, norm(rowOf(patterns, n)));
  return 3e-6 * (1 + beta * (norm(query) + largest) * largest);
}

const named = backends.map((backend) => ({ ...backend, title: titleOf(backend) }));

function titleOf({ name, skipped }: BackendUnderTest): string {
  return skipped === undefined ? name : `${name} (skipped: ${skipped})`;
}

describe.each(named)("the retriever by $title", ({ open, skipped }) => {
  const run = it.skipIf(skipped !== undefined);

  run.each(SHAPES)("computes its formulas for B = %i, N = %i, d = %i", async (B, N, d) => {
    const { patterns, queries, values } = drawn(B, N, d);
    const retriever = await open(patterns, { values });
    for (const score of Object.keys(SCORES)) {
      for (const separation of SEPARATIONS) {
        if (separation.name === "top-4" && N < 4) continue;
        for (const beta of [0.02, 3]) {
          const model = { similarity: similarityNamed(score), separation, beta };
          const found = await retriever.retrieve(queries, { ...model, support: true, energies: true });
          for (let b = 0; b < B; b++) {
            const query = rowOf(queries, b);
            const tolerance = toleranceOf(beta, query, patterns);
            const read = exactStep(query, patterns, values, { score, separation, beta });
            const moved = exactStep(query, patterns, patterns, { score, separation, beta });
            expectNear(rowOf(found.outputs, b), read.sums, tolerance, `${score} ${separation.name} outputs`);
            expectNear(rowOf(found.states, b), moved.sums, tolerance, `${score} ${separation.name} states`);
            const weights = dense(found, b, N);
            expectNear(weights, moved.weights, tolerance, `${score} ${separation.name} weights`);
            expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
            const inPlay = moved.weights.filter((weight) => weight > 0).length;
            expect(found.support?.[b].indices.length).toBeLessThanOrEqual(
              separation === softmax ? N : inPlay + 1,
            );
          }
        }
      }
    }
    await retriever.close();
  });

  run("gives what the plain loop gives, step by step, energies included", async () => {
    const { patterns, queries } = drawn(6, 200, 24);
    const retriever = await open(patterns);
    for (const separation of [softmax, sparsemax, entmax(1.5), topK(3)]) {
      const model = { similarity: dot, separation, beta: 0.3, steps: 12, tolerance: 1e-5 };
      const found = await retriever.retrieve(queries, { ...model, energies: true });
      const plain = retrieve(queries, patterns, model);
      expect(found.termination).toEqual(plain.termination);
      expectNear(found.states.data, plain.states.data, 1e-4, separation.name);
      found.energies?.forEach((energies, b) => {
        expectNear(energies, plain.energies?.[b] ?? [], 1e-4, `${separation.name} energies of query ${b}`);
        const size = 1e-6 * (1 + Math.abs(energies[0]));
        energies.slice(1).forEach((energy, i) => {
          expect(energy).toBeLessThanOrEqual(energies[i] + size);
        });
      });
    }
    await retriever.close();
  });

  const golden = goldenCases("retrieval.json").filter(({ input }) => input.model === "attention");
  run.each(golden.map((one) => [one.name, one] as const))("golden: %s", async (_, one) => {
    const given = inputOf(one.input);
    const retriever = await open(
      given.matrix("patterns"),
      given.has("values") ? { values: given.matrix("values") } : {},
    );
    const found = await retriever.retrieve(given.matrix("queries"), {
      ...{ similarity: similarityOf(given), separation: separationOf(given) },
      ...(given.has("beta") && { beta: given.number("beta") }),
      steps: given.number("maxSteps"),
      tolerance: given.has("eps") ? given.number("eps") : 0,
    });
    expectMatrix(found.outputs, one.expected.result ?? null, one.tolerance, "result");
    if (one.expected.state !== undefined) {
      expectMatrix(found.states, one.expected.state, one.tolerance, "state");
    }
    await retriever.close();
  });

  run("keeps to its formulas at the ends of float32's range", async () => {
    for (const exponent of [-140, -70, 50]) {
      const random = createRandom(exponent + 200);
      const patterns = offCentre(40, 20, () => normal(random) * 2 ** exponent);
      const queries = matrix(rowOf(patterns, 7).slice(), 1, 20);
      const retriever = await open(patterns);
      for (const separation of [softmax, sparsemax, topK(2)]) {
        const { states } = await retriever.retrieve(queries, {
          separation,
          beta: 2 ** (-2 * Math.max(exponent, -60)),
        });
        const bound = Math.max(...patterns.data.map(Math.abs));
        expect(states.data.every((value) => Math.abs(value) <= bound * 1.00001)).toBe(true);
      }
      await retriever.close();
    }
  });

  run("takes models that kernels don't know, and no queries at all", async () => {
    const { patterns, queries } = drawn(3, 20, 6);
    const retriever = await open(patterns);
    const similarity = learnedKernel(
      matrix(
        Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
        2,
        6,
      ),
    );
    const found = await retriever.retrieve(queries, { similarity, beta: 0.5 });
    const plain = retrieve(queries, patterns, { similarity, beta: 0.5 });
    expectNear(found.states.data, plain.states.data, 1e-5, "states");
    expect((await retriever.retrieve(zeros(0, 6))).states.rows).toBe(0);
    await retriever.close();
  });

  run.each(["lie elsewhere", "are read in place"])("sees patterns change that %s", async (where) => {
    const { patterns: first, queries, values } = drawn(5, 60, 9);
    const patterns = where === "lie elsewhere" ? first : allocatePatterns(60, 9);
    patterns.data.set(first.data);
    const retriever = await open(patterns, { values, changing: true, screening: false });
    for (const shift of [0, 0.5, -2]) {
      for (let i = 0; i < patterns.data.length; i++) patterns.data[i] += shift * Math.sin(i);
      for (let i = 0; i < values.data.length; i++) values.data[i] += shift;
      for (const [score, separation] of [
        ["dot", softmax],
        ["dot", sparsemax],
        ["cosine", entmax(1.5)],
      ] as const) {
        const model = { similarity: similarityNamed(score), separation, beta: 3 };
        const found = await retriever.retrieve(queries, model);
        const plain = retrieve(queries, patterns, { ...model, values });
        expectNear(found.states.data, plain.states.data, 1e-4, `${score} ${separation.name} states`);
        expectNear(found.outputs.data, plain.outputs.data, 1e-4, `${score} ${separation.name} outputs`);
      }
    }
    await retriever.close();
  });

  run("says what is wrong", async () => {
    await expect(open(zeros(0, 3))).rejects.toThrow("the memory is empty");
    await expect(open(zeros(2, 3), { changing: true, screening: true })).rejects.toThrow("can't be screened");
    const retriever = await open(zeros(2, 3));
    await expect(retriever.retrieve([[1, 2]])).rejects.toThrow("same number of columns");
    await expect(retriever.retrieve([[1, 2, Number.NaN]])).rejects.toThrow("row 0, column 2");
    await expect(retriever.retrieve([[1, 2, 3]], { beta: 0 })).rejects.toThrow("beta must be");
    await expect(retriever.retrieve([[1, 2, 3]], { separation: topK(3) })).rejects.toThrow("only 2 patterns");
    await retriever.close();
    await expect(retriever.retrieve([[1, 2, 3]])).rejects.toThrow("closed");
  });

  run("answers calls in order, however many wait", async () => {
    const { patterns, queries } = drawn(4, 64, 9);
    const retriever = await open(patterns);
    const alone = await retriever.retrieve(queries, { separation: sparsemax });
    const together = await Promise.all(
      Array.from({ length: 6 }, () => retriever.retrieve(queries, { separation: sparsemax })),
    );
    for (const { states } of together) expect(states.data).toEqual(alone.states.data);
    await retriever.close();
  });
});

function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * (1 + Math.abs(expected[i]));
    if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
      expect.fail(`${what}: got ${actual[i]}, expected ${expected[i]} at ${i}, allowed ${allowed}`);
    }
  }
}
