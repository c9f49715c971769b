import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, gaussian } from "../../test/matrices.ts";
import { matrix, toRows } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import { window, windowDefinition } from "./window.ts";

const sizes = fc.record({
  L: fc.integer({ min: 1, max: 23 }),
  d: fc.integer({ min: 1, max: 7 }),
  v: fc.integer({ min: 1, max: 4 }),
  reach: fc.integer({ min: 0, max: 26 }),
  steps: fc.integer({ min: 1, max: 4 }),
  beta: fc.double({ min: 0.1, max: 3, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

describe("window", () => {
  it("computes what the mask over all pairs does", () => {
    fc.assert(
      fc.property(sizes, ({ L, d, v, reach, steps, beta, seed }) => {
        const [patterns, queries, values] = [
          gaussian(L, d, seed),
          gaussian(L, d, seed + 1),
          gaussian(L, v, seed + 2),
        ];
        const options = { steps, tolerance: 0.05 };
        const stored = window({ beta, window: reach }).store(patterns, { values });
        const found = stored.retrieve(queries, options);
        const definition = windowDefinition(L, reach);
        const expected = retrieve(queries, patterns, { ...definition, beta, values, ...options });
        expectNear(found.states, expected.states, 1e-4);
        expectNear(found.outputs, expected.outputs, 1e-4);
        expect(found.weights).toBeUndefined();
        expect(found.termination.length).toBe(L);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps each query's place when some have settled", () => {
    // The first and the last query sit on their only pattern; those between take more steps.
    const patterns = [
      [4, 0],
      [0, 1],
      [0.5, 1],
      [0, 4],
    ];
    const queries = [
      [4, 0],
      [0.3, 0.9],
      [0.1, 0.2],
      [0, 4],
    ];
    const options = { steps: 30, tolerance: 1e-4 };
    const found = window({ beta: 2, window: 1 }).store(patterns).retrieve(queries, options);
    const expected = retrieve(queries, patterns, { ...windowDefinition(4, 1), beta: 2, ...options });
    expect(new Set(expected.steps).size).toBeGreaterThan(1);
    expect(found.steps).toEqual(expected.steps);
    expect(found.termination).toEqual(expected.termination);
    expectNear(found.states, expected.states, 1e-5);
  });

  it("keeps known coordinates", () => {
    const [patterns, queries] = [gaussian(9, 3, 1), gaussian(9, 3, 2)];
    const options = { steps: 3, known: [true, false, false] };
    const found = window({ window: 2 }).store(patterns).retrieve(queries, options);
    const expected = retrieve(queries, patterns, { ...windowDefinition(9, 2), ...options });
    expectNear(found.states, expected.states, 1e-5);
    expect(toRows(found.states).map(([first]) => first)).toEqual(toRows(queries).map(([first]) => first));
  });

  it("reaches √L places by default", () => {
    const [patterns, queries] = [gaussian(17, 3, 1), gaussian(17, 3, 2)];
    const found = window().store(patterns).retrieve(queries);
    expect(found).toEqual(window({ window: 4 }).store(patterns).retrieve(queries));
    expect(found).not.toEqual(window({ window: 3 }).store(patterns).retrieve(queries));
  });

  it("never overflows", () => {
    const far = [
      [3e38, -3e38],
      [-3e38, 3e38],
      [1e-40, 0],
    ];
    const { states } = window({ beta: 1e6, window: 1 }).store(far).retrieve(far, { steps: 3 });
    expect(states.data.every(Number.isFinite)).toBe(true);
  });

  it("attends 200,000 places, for which all pairs would take 160 GB", () => {
    const L = 200_000;
    const patterns = gaussian(L, 2, 1);
    const { states } = window({ window: 4 }).store(patterns).retrieve(patterns);
    const place = 150_000;
    const near = matrix(patterns.data.slice(2 * (place - 4), 2 * (place + 5)), 9, 2);
    const query = patterns.data.slice(2 * place, 2 * place + 2);
    const expected = retrieve([query], near).states.data;
    expect(states.data[2 * place]).toBeCloseTo(expected[0], 5);
    expect(states.data[2 * place + 1]).toBeCloseTo(expected[1], 5);
  });

  it("tells what is wrong", () => {
    const patterns = gaussian(5, 2, 1);
    const stored = window({ window: 1 }).store(patterns);
    expect(() => stored.retrieve(gaussian(4, 2, 1))).toThrow(
      "window: queries and patterns are one sequence, got 4 queries for 5 patterns; give one query per pattern",
    );
    expect(() => stored.retrieve([])).toThrow("got 0 queries for 5 patterns");
    expect(() => stored.operations(4)).toThrow("got 4 queries for 5 patterns");
    for (const bad of [-1, 1.5, Number.NaN]) {
      expect(() => window({ window: bad })).toThrow(`window must be a whole number ≥ 0, got ${bad}`);
    }
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(() => window({ beta: bad })).toThrow(`beta must be a finite number > 0, got ${bad}`);
    }
  });
});
