import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, gaussian } from "../../test/matrices.ts";
import { type Matrix, reference, rowOf, zeros } from "../math/index.ts";
import { masked, retrieve, softmax, sparsemax } from "../memory/index.ts";
import type { HeadMaps } from "./head-maps.ts";
import { attendByHeads } from "./heads.ts";
import { multiHead } from "./multi-head.ts";

function times(x: Matrix, W: Matrix): Matrix {
  return reference.weightedSums(zeros(x.rows, W.columns), x, W);
}

/** Cuts block h of `heads` out of `columns`, `[columns, columns / heads]`; the transpose puts it back. */
function cut(columns: number, heads: number, h: number): Matrix {
  const width = columns / heads;
  const W = zeros(columns, width);
  for (let i = 0; i < width; i++) W.data[(h * width + i) * width + i] = 1;
  return W;
}

function transposed(W: Matrix): Matrix {
  const out = zeros(W.columns, W.rows);
  for (let i = 0; i < W.rows; i++) {
    for (let j = 0; j < W.columns; j++) out.data[j * W.rows + i] = W.data[i * W.columns + j];
  }
  return out;
}

const sizes = fc.record({
  N: fc.integer({ min: 1, max: 12 }),
  heads: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 3 }),
  B: fc.integer({ min: 0, max: 5 }),
  steps: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  separation: fc.constantFrom(softmax, sparsemax),
});

describe("multiHead", () => {
  it("computes what heads on blocks of columns do, step by step", () => {
    fc.assert(
      fc.property(sizes, ({ N, heads, width, B, steps, seed, separation }) => {
        const d = heads * width;
        const [patterns, queries] = [gaussian(N, d, seed), gaussian(B, d, seed + 1)];
        const options = { beta: 1.5, separation };
        const stored = multiHead({ ...options, heads }).store(patterns);
        const found = stored.retrieve(queries, { steps, tolerance: 0 });
        let x = queries;
        for (let step = 0; step < steps; step++) {
          const blocks = Array.from({ length: heads }, (_, h) => cut(d, heads, h));
          const parts = blocks.map((W) => ({
            queries: times(x, W),
            patterns: times(patterns, W),
            output: transposed(W),
          }));
          x = attendByHeads(parts, options).outputs;
        }
        if (B > 0) expectNear(found.states, x, 1e-4);
        expect(found.states.rows).toBe(B);
        expect(found.weights).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it("is the dense model with one head", () => {
    const [patterns, queries, values] = [gaussian(9, 5, 1), gaussian(4, 5, 2), gaussian(9, 3, 3)];
    const found = multiHead({ heads: 1, beta: 2 })
      .store(patterns, { values })
      .retrieve(queries, { steps: 5 });
    const expected = retrieve(queries, patterns, { beta: 2, values, steps: 5 });
    expectNear(found.states, expected.states, 1e-6);
    expectNear(found.outputs, expected.outputs, 1e-6);
    expect(found.steps).toEqual(expected.steps);
  });

  it("reads values out block by block", () => {
    const [patterns, queries, values] = [gaussian(7, 4, 1), gaussian(3, 4, 2), gaussian(7, 6, 3)];
    const { outputs } = multiHead({ heads: 2 }).store(patterns, { values }).retrieve(queries, { steps: 2 });
    const before = multiHead({ heads: 2 }).store(patterns).retrieve(queries).states;
    const parts = [0, 1].map((h) => {
      const keys = times(patterns, cut(4, 2, h));
      const options = { values: times(values, cut(6, 2, h)) };
      return times(retrieve(times(before, cut(4, 2, h)), keys, options).outputs, transposed(cut(6, 2, h)));
    });
    const sum = { ...parts[0], data: parts[0].data.map((value, i) => value + parts[1].data[i]) };
    expectNear(outputs, sum, 1e-6);
  });

  it("takes maps, with or without one of the query (both readings of C.5), and of the values", () => {
    const [patterns, queries, values] = [gaussian(7, 4, 1), gaussian(3, 4, 2), gaussian(7, 2, 3)];
    const maps: HeadMaps[] = [
      {
        query: gaussian(4, 3, 4),
        pattern: gaussian(4, 3, 5),
        output: gaussian(3, 4, 6),
        value: gaussian(2, 5, 7),
      },
      { pattern: gaussian(4, 4, 8), output: gaussian(4, 4, 9), value: gaussian(2, 5, 10) },
    ];
    const found = multiHead({ heads: maps, beta: 0.3 }).store(patterns, { values }).retrieve(queries);
    const heads = maps.map(({ query, pattern, output }) => ({
      queries: query ? times(queries, query) : queries,
      patterns: times(patterns, pattern),
      output,
    }));
    const expected = attendByHeads(heads, { beta: 0.3 });
    expectNear(found.states, expected.outputs, 1e-5);
    const read = expected.weights.map((weights, h) => times(times(weights, values), maps[h].value ?? values));
    const sum = { ...read[0], data: read[0].data.map((value, i) => value + read[1].data[i]) };
    expectNear(found.outputs, sum, 1e-5);
  });

  it("tells the separation which query it weighs, in every step", () => {
    const mask = [
      [true, false],
      [false, true],
    ];
    const patterns = [
      [1, 0],
      [0, 1],
    ];
    const queries = [
      [1, 0],
      [5, 5],
    ];
    const stored = multiHead({ heads: 1, separation: masked(softmax, mask) }).store(patterns);
    const { states } = stored.retrieve(queries, { steps: 4 });
    expect(Array.from(states.data)).toEqual([1, 0, 0, 1]);
  });

  it("attends in parts where all pairs are many", () => {
    const [patterns, queries] = [gaussian(3000, 2, 1), gaussian(1500, 2, 2)];
    const stored = multiHead({ heads: 2 }).store(patterns);
    const together = stored.retrieve(queries).states;
    const last = stored.retrieve([rowOf(queries, 1499)]).states;
    expect(Array.from(rowOf(together, 1499))).toEqual(Array.from(last.data));
  });

  it.each<[string, () => unknown, string]>([
    ["no heads", () => multiHead({ heads: 0 }), "heads must be a whole number ≥ 1, got 0"],
    ["no maps", () => multiHead({ heads: [] }), "heads must be a whole number ≥ 1, got 0"],
    ["no beta", () => multiHead({ beta: -1 }), "beta must be a finite number > 0, got -1"],
    [
      "heads that don't divide",
      () => multiHead({ heads: 3 }).store([[1, 2]]),
      "3 heads need patterns whose columns they divide, got 2 columns",
    ],
    [
      "heads that don't divide the values",
      () => multiHead({ heads: 2 }).store([[1, 2]], { values: [[1]] }),
      "2 heads need values whose columns they divide, got 1 columns",
    ],
    [
      "maps that don't fit",
      () => multiHead({ heads: [{ pattern: gaussian(2, 1, 1), output: gaussian(1, 2, 1) }] }).store([[1, 2]]),
      "W_K of head 0, which has no W_Q, must be [2, 2], got [2, 1]",
    ],
    [
      "values without a map",
      () =>
        multiHead({ heads: [{ pattern: gaussian(2, 2, 1), output: gaussian(2, 2, 1) }] }).store([[1, 2]], {
          values: [[1]],
        }),
      "values need a map W_V, [1, v′], in head 0",
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  });
});
