import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, normal, toRows, zeros } from "../math/index.ts";
import { retrieve, supportOf } from "./retrieve.ts";
import { entmax, sparsemax } from "./separation/entmax.ts";
import { masked } from "./separation/masked.ts";
import { topK } from "./separation/select.ts";
import { negativeEuclidean } from "./similarity/distance.ts";
import { learnedKernel } from "./similarity/feature-map.ts";

const patterns = [
  [1, 0, 0, 1],
  [0, 1, 0, -1],
  [0, 0, 1, 0.5],
];

function gaussian(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  const result = zeros(rows, columns);
  result.data.forEach((_, i) => {
    result.data[i] = normal(random);
  });
  return result;
}

describe("retrieve", () => {
  it("brings a noisy query back to its pattern and says how", () => {
    const found = retrieve([[0.9, 0.1, -0.1, 0.8]], patterns, { separation: sparsemax, beta: 8, steps: 10 });
    expect(toRows(found.states)).toEqual([patterns[0]]);
    expect(supportOf(found.weights)).toEqual([[0]]);
    expect(found.termination).toEqual(["converged"]);
    expect(found.steps).toEqual([2]);
    expect(found.energies?.[0]).toHaveLength(3);
    expect(found.outputs).toBe(found.states);
  });

  it("calls not settling an outcome", () => {
    const found = retrieve([[0.4, 0.4, 0.2, 0.1]], patterns, { beta: 2, steps: 1 });
    expect(found.termination).toEqual(["max-steps-reached"]);
  });

  it("applies values to the last weights only", () => {
    const values = [[10], [20], [30]];
    const { outputs, states } = retrieve([patterns[1]], patterns, {
      separation: sparsemax,
      beta: 20,
      values,
    });
    expect(toRows(outputs)).toEqual([[20]]);
    expect(toRows(states)).toEqual([patterns[1]]);
  });

  it("runs every query on its own: a batch equals its queries one by one", () => {
    const [Xi, queries] = [gaussian(12, 5, 1), gaussian(7, 5, 2)];
    const options = { separation: entmax(1.5), beta: 0.7, steps: 30, tolerance: 1e-4 };
    const batch = retrieve(queries, Xi, options);
    toRows(queries).forEach((query, b) => {
      const single = retrieve([query], Xi, options);
      expect(toRows(single.states)[0]).toEqual(toRows(batch.states)[b]);
      expect(single.steps[0]).toBe(batch.steps[b]);
      expect(single.energies?.[0]).toEqual(batch.energies?.[b]);
    });
    expect(new Set(batch.steps).size).toBeGreaterThan(1);
  });

  it("keeps known coordinates fixed while the rest is filled in", () => {
    const known = [true, true, false, false];
    const { states } = retrieve([[1, 0, 0, 0]], patterns, { beta: 6, steps: 20, known });
    const [state] = toRows(states);
    expect(state.slice(0, 2)).toEqual([1, 0]);
    expect(state[3]).toBeGreaterThan(0.9);
    expect(() => retrieve([[1, 0, 0, 0]], patterns, { known: [true] })).toThrow(
      "known has 1 flags for query 0, which has 4",
    );
  });

  it("honours masks per query: excluded patterns weigh exactly nothing", () => {
    const mask = [
      [false, true, true],
      [true, true, false],
    ];
    const { weights } = retrieve([patterns[0], patterns[2]], patterns, {
      separation: masked(topK(1), mask),
      beta: 3,
    });
    expect(supportOf(weights)[0]).not.toContain(0);
    expect(supportOf(weights)[1]).not.toContain(2);
    expect(() => retrieve([patterns[0]], patterns, { separation: masked(sparsemax, [true]) })).toThrow(
      "1 flags for 3 patterns",
    );
    expect(() =>
      retrieve([patterns[0]], patterns, { separation: masked(sparsemax, [false, false, false]) }),
    ).toThrow("leaves query 0 without a pattern");
  });

  it("tells of each step while it goes on", () => {
    const seen: { active: number[]; first: number[] }[] = [];
    const queries = [[0.9, 0.1, -0.1, 0.8], patterns[1]];
    const { steps, states } = retrieve(queries, patterns, {
      separation: sparsemax,
      beta: 8,
      steps: 10,
      onStep: (active, x) => seen.push({ active: [...active], first: toRows(x)[0] }),
    });
    expect(steps).toEqual([2, 1]);
    expect(seen.map(({ active }) => active)).toEqual([[0, 1], [0]]);
    expect(seen.at(-1)?.first).toEqual(toRows(states)[0]);
  });

  it("changes neither queries nor patterns", () => {
    const [queries, Xi] = [gaussian(2, 4, 3), gaussian(5, 4, 4)];
    const before = [queries.data.slice(), Xi.data.slice()];
    retrieve(queries, Xi, { beta: 2, steps: 5 });
    expect([queries.data, Xi.data]).toEqual(before);
  });

  it("has no energies where the model has none, or where none are wanted", () => {
    expect(retrieve([patterns[0]], patterns, { similarity: negativeEuclidean }).energies).toBeUndefined();
    expect(retrieve([patterns[0]], patterns, { energies: false }).energies).toBeUndefined();
  });

  it("answers nothing for no queries", () => {
    expect(retrieve([], patterns).states.rows).toBe(0);
  });

  it.each([
    [
      "an empty memory",
      () => retrieve([[1]], []),
      "the memory is empty (patterns [0, 0]); store at least one pattern",
    ],
    ["other columns", () => retrieve([[1, 2]], patterns), "queries are [1, 2] and patterns [3, 4]"],
    [
      "other rows of values",
      () => retrieve([patterns[0]], patterns, { values: [[1]] }),
      "values are [1, 1] and patterns [3, 4]",
    ],
    [
      "NaN",
      () => retrieve([[1, 0, Number.NaN, 0]], patterns),
      "queries: every number must be finite, got NaN at row 0, column 2",
    ],
    [
      "beta of 0",
      () => retrieve([patterns[0]], patterns, { beta: 0 }),
      "beta must be a finite number > 0, got 0",
    ],
    [
      "infinite beta",
      () => retrieve([patterns[0]], patterns, { beta: Infinity }),
      "beta must be a finite number > 0",
    ],
    [
      "no steps",
      () => retrieve([patterns[0]], patterns, { steps: 0 }),
      "steps must be a whole number ≥ 1, got 0",
    ],
    [
      "a tolerance of NaN",
      () => retrieve([patterns[0]], patterns, { tolerance: Number.NaN }),
      "tolerance must be ≥ 0",
    ],
    [
      "k above N",
      () => retrieve([patterns[0]], patterns, { separation: topK(4) }),
      "k = 4 but there are only 3 patterns",
    ],
    ["k of 0", () => topK(0), "k must be a whole number ≥ 1, got 0"],
    ["alpha below 1", () => entmax(0.5), "alpha must be a number ≥ 1, got 0.5"],
    [
      "a kernel of another width",
      () => retrieve([patterns[0]], patterns, { similarity: learnedKernel(zeros(2, 3)) }),
      "W needs 4 columns",
    ],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});
