import fc from "fast-check";
import type { Attention, ScoreForm, SeparationForm } from "madeleine/math";
import {
  allocatePatterns,
  createRandom,
  hold,
  type Matrix,
  normal,
  type Random,
  rowOf,
  zeros,
} from "madeleine/math";
import { argmax, openRetriever, softmax, sparsemax } from "madeleine/memory";
import { describe, expect, it } from "vitest";

/** Memories made to mislead bounds. */
const ADVERSARIES: Readonly<Record<string, (random: Random, n: number, i: number) => number>> = {
  "ordinary numbers": (random) => normal(random),
  "heavy tails": (random) => normal(random) / Math.max(1e-3, Math.abs(normal(random))) ** 2,
  duplicates: (_, n, i) => Math.sin((n % 5) * 31 + i),
  "tiny margins": (random, _, i) => Math.cos(i) + 1e-6 * normal(random),
  "one coordinate above all": (random, n, i) => (i === 0 ? 1000 + n * 1e-4 : normal(random)),
  "rows of very different sizes": (random, n) => normal(random) * 10 ** ((n % 9) - 4),
  "zeros and subnormals": (random, n) => (n % 3 === 0 ? 0 : normal(random) * 2 ** (n % 2 ? -140 : -3)),
};

const SEPARATIONS: readonly SeparationForm[] = [
  { kind: "entmax", alpha: 2 },
  { kind: "entmax", alpha: 1.5 },
  { kind: "entmax", alpha: 1.2 },
  { kind: "top-k", k: 1 },
  { kind: "top-k", k: 7 },
];
const SCORES: readonly ScoreForm[] = ["dot", "cosine", "squared-euclidean", "euclidean"];

function memoryOf(kind: string, N: number, d: number, seed: number): { patterns: Matrix; queries: Matrix } {
  const random = createRandom(seed);
  const patterns = zeros(N, d);
  for (let n = 0; n < N; n++) {
    rowOf(patterns, n).forEach((_, i) => {
      rowOf(patterns, n)[i] = ADVERSARIES[kind](random, n, i);
    });
  }
  const queries = zeros(5, d);
  for (let b = 0; b < 5; b++) {
    const near = rowOf(patterns, Math.floor(random.next() * N));
    rowOf(queries, b).forEach((_, i) => {
      rowOf(queries, b)[i] =
        b === 0 ? near[i] : b === 1 ? normal(random) : near[i] * (1 + 0.1 * normal(random));
    });
  }
  return { patterns, queries };
}

const memory = fc.record({
  kind: fc.constantFrom(...Object.keys(ADVERSARIES)),
  N: fc.integer({ min: 1, max: 700 }),
  d: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(),
  beta: fc.double({ min: -3, max: 3, noNaN: true }).map((exponent) => 10 ** exponent),
});

describe("screening", () => {
  it("leaves sparse supports and weights exactly as they are", async () => {
    await fc.assert(
      fc.asyncProperty(
        ...[memory, fc.constantFrom(...SEPARATIONS), fc.constantFrom(...SCORES)],
        async ({ kind, N, d, seed, beta }, separation, score) => {
          if (separation.kind === "top-k" && separation.k > N) return;
          const { patterns, queries } = memoryOf(kind, N, d, seed);
          const held = await hold(patterns);
          const attention: Attention = { score, separation, beta, support: true };
          const full = await held.attend(queries, { ...attention, screening: false });
          const screened = await held.attend(queries, { ...attention, screening: true });
          expect(screened.support).toEqual(full.support);
          expect(screened.sums.data).toEqual(full.sums.data);
          expect(Array.from(screened.droppedMass)).toEqual([0, 0, 0, 0, 0]);
          await held.close();
        },
      ),
      { numRuns: 400 },
    );
  });

  it("leaves out no more of a softmax than it says, and says no more than it may", async () => {
    await fc.assert(
      fc.asyncProperty(
        memory,
        fc.constantFrom(...SCORES),
        fc.constantFrom(1e-7, 1e-3),
        async ({ kind, N, d, seed, beta }, score, epsilon) => {
          const { patterns, queries } = memoryOf(kind, N, d, seed);
          const held = await hold(patterns);
          const attention: Attention = { score, separation: { kind: "softmax" }, beta, support: true };
          const full = await held.attend(queries, { ...attention, screening: false, epsilon: 0 });
          const screened = await held.attend(queries, { ...attention, screening: true, epsilon });
          full.support?.forEach(({ indices, weights }, b) => {
            const kept = new Set(screened.support?.[b].indices);
            const left = indices.reduce((sum, n, i) => (kept.has(n) ? sum : sum + weights[i]), 0);
            expect(screened.droppedMass[b]).toBeLessThanOrEqual(epsilon * 1.000001);
            expect(left).toBeLessThanOrEqual(screened.droppedMass[b] * 1.0001 + 1e-30);
          });
          await held.close();
        },
      ),
      { numRuns: 200 },
    );
  });

  it("compares a known pattern with few others, and tells", async () => {
    const random = createRandom(3);
    const patterns = allocatePatterns(3000, 64);
    for (let i = 0; i < patterns.data.length; i++) patterns.data[i] = normal(random);
    const query = [Array.from(rowOf(patterns, 1234), (value) => value + 0.1 * normal(random))];
    const retriever = await openRetriever(patterns, { backend: "wasm" });
    for (const separation of [softmax, sparsemax, argmax]) {
      const found = await retriever.retrieve(query, { separation, beta: 2, support: true });
      expect(found.screening?.finished).toBeLessThan(60);
      expect(Array.from(found.support?.[0].indices ?? [])).toEqual([1234]);
    }
    const diffuse = await retriever.retrieve(query, { beta: 1e-4 });
    expect(diffuse.screening).toBeUndefined();
    await retriever.close();
  });
});
