import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussian } from "../../test/matrices.ts";
import { multiHead } from "./multi-head.ts";
import { type ModelParameters, modelNamed, modelNames } from "./named.ts";

interface Case {
  readonly N: number;
  readonly d: number;
  readonly v: number;
  readonly B: number;
  readonly k: number;
}

/** Multiplications of a step, counted one by one in plain loops. */
class Counter {
  count = 0;

  /** ⟨x, y⟩ of vectors `[length]`, or a term of a distance for each coordinate. */
  product(length: number): void {
    for (let i = 0; i < length; i++) this.count++;
  }

  /** Σ over the chosen of p V, `[v]`. */
  sum(chosen: number, v: number): void {
    for (let n = 0; n < chosen; n++) this.product(v);
  }
}

/** One query against all patterns, and the sum of as many values as have a weight. */
const scored =
  (chosen: (sizes: Case) => number) =>
  (counter: Counter, sizes: Case): void => {
    for (let n = 0; n < sizes.N; n++) counter.product(sizes.d);
    counter.sum(chosen(sizes), sizes.v);
  };

/** Features made of an x by so many products, then numerator and denominator from them. */
const featured =
  (features: (sizes: Case) => number, each: (sizes: Case) => number) =>
  (counter: Counter, sizes: Case): void => {
    for (let i = 0; i < features(sizes); i++) counter.product(each(sizes));
    for (let i = 0; i < features(sizes); i++) {
      counter.product(sizes.v);
      counter.product(1);
    }
  };

type Loop = (counter: Counter, sizes: Case, query: number) => void;

const all = scored(({ N }) => N);
const part = scored(({ N, k }) => Math.min(k, N));

const loops: Record<string, { loop: Loop; parameters?: (sizes: Case) => ModelParameters }> = {
  ...Object.fromEntries(
    [
      "dense",
      "sparse",
      "generalised-sparse",
      "polynomial",
      "euclidean",
      "squared-euclidean",
      "manhattan",
      "cosine",
    ].map((name) => [name, { loop: all }]),
  ),
  "top-k": { loop: part, parameters: ({ k, N }) => ({ k: Math.min(k, N) }) },
  "random-masked": {
    loop(counter, { N, d, v, k }) {
      for (let n = 0; n < Math.min(k, N); n++) counter.product(d);
      counter.sum(Math.min(k, N), v);
    },
    parameters: ({ k, N }) => ({ keep: Math.min(k, N) / N }),
  },
  "nearest-neighbour": { loop: scored(() => 1) },
  window: {
    loop(counter, { N, d, v, k }, query) {
      for (let j = 0; j < N; j++) {
        if (Math.abs(query - j) > k) continue;
        counter.product(d);
        counter.product(v);
      }
    },
    parameters: ({ k }) => ({ window: k }),
  },
  linear: {
    loop: featured(
      ({ d }) => d,
      () => 0,
    ),
  },
  "random-features": {
    loop: featured(
      ({ k }) => k,
      ({ d }) => d,
    ),
    parameters: ({ k }) => ({ features: k }),
  },
  "multi-head": {
    loop(counter, { N, d, v }) {
      for (let h = 0; h < 2; h++) {
        for (let n = 0; n < N; n++) counter.product(d / 2);
        counter.sum(N, v / 2);
      }
    },
    parameters: () => ({ heads: 2 }),
  },
  svr: {
    loop(counter, { N, d, v }) {
      for (let n = 0; n < N; n++) counter.product(d);
      counter.sum(N, v);
    },
  },
  "kernel-memory": {
    loop(counter, { N, d, v }) {
      for (let n = 0; n < N; n++) counter.product(d);
      for (let n = 0; n < N; n++) counter.product(N);
      counter.sum(N, v);
    },
  },
};

const sizes = fc.record({
  N: fc.integer({ min: 1, max: 11 }),
  d: fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
  v: fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
  B: fc.integer({ min: 0, max: 4 }),
  k: fc.integer({ min: 1, max: 13 }),
});

it.each(modelNames)("the operations of %s are those of a plain loop", (name) => {
  const { loop, parameters } = loops[name];
  fc.assert(
    fc.property(sizes, (drawn) => {
      const given = name === "window" ? { ...drawn, B: drawn.N } : drawn;
      const counter = new Counter();
      for (let query = 0; query < given.B; query++) loop(counter, given, query);
      const model = modelNamed(name, parameters?.(given) ?? {});
      const stored = model.store(gaussian(given.N, given.d, 1), { values: gaussian(given.N, given.v, 2) });
      expect(stored.operations(given.B)).toBe(counter.count);
      if (given.d !== given.v) return;
      expect(model.store(gaussian(given.N, given.d, 1)).operations(given.B)).toBe(counter.count);
    }),
    { numRuns: 60 },
  );
});

it("the operations of heads with maps count the maps", () => {
  const [N, d, k, v, width, B] = [5, 4, 3, 2, 6, 7];
  const mapped = { query: gaussian(d, k, 1), pattern: gaussian(d, k, 2), output: gaussian(k, d, 3) };
  const own = { pattern: gaussian(d, d, 4), output: gaussian(d, d, 5) };
  const model = multiHead({ heads: [mapped, own] });
  const counter = new Counter();
  for (let b = 0; b < B; b++) {
    counter.sum(d, k); // the query of the first head
    for (let n = 0; n < N; n++) counter.product(k);
    for (let n = 0; n < N; n++) counter.product(d);
    counter.sum(N, k);
    counter.sum(N, d);
    counter.sum(k, d); // what the heads recalled, through W_O
    counter.sum(d, d);
  }
  expect(model.store(gaussian(N, d, 6)).operations(B)).toBe(counter.count);
  const value = gaussian(v, width, 7);
  const reading = multiHead({
    heads: [
      { ...mapped, value },
      { ...own, value },
    ],
  });
  counter.count = 0;
  for (let b = 0; b < B; b++) {
    counter.sum(d, k);
    for (let n = 0; n < N; n++) counter.product(k);
    for (let n = 0; n < N; n++) counter.product(d);
    for (const _ of [mapped, own]) {
      counter.sum(N, v);
      counter.sum(v, width);
    }
  }
  expect(reading.store(gaussian(N, d, 6), { values: gaussian(N, v, 8) }).operations(B)).toBe(counter.count);
});
