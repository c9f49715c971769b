import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, gaussian } from "../../test/matrices.ts";
import { fromRows, toRows } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import { linear, linearDefinition, linearMemory } from "./linear.ts";

const sizes = fc.record({
  N: fc.integer({ min: 1, max: 70 }),
  d: fc.integer({ min: 1, max: 9 }),
  v: fc.integer({ min: 1, max: 4 }),
  B: fc.integer({ min: 0, max: 67 }),
  steps: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

describe("linear", () => {
  it("computes what its weights would", () => {
    fc.assert(
      fc.property(sizes, ({ N, d, v, B, steps, seed }) => {
        const [patterns, queries, values] = [
          gaussian(N, d, seed, 2),
          gaussian(B, d, seed + 1, 2),
          gaussian(N, v, seed + 2),
        ];
        const found = linear().store(patterns, { values }).retrieve(queries, { steps });
        const expected = retrieve(queries, patterns, { ...linearDefinition, values, steps });
        expectNear(found.states, expected.states, 1e-5);
        expectNear(found.outputs, expected.outputs, 1e-5);
        expect(found.weights).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it("answers the same whatever is asked beside", () => {
    const stored = linear().store(gaussian(50, 5, 1));
    const queries = gaussian(40, 5, 2);
    const together = toRows(stored.retrieve(queries, { steps: 3 }).states);
    const alone = toRows(queries).map((query) => toRows(stored.retrieve([query], { steps: 3 }).states)[0]);
    expect(alone).toEqual(together);
  });

  it("holds patterns far below 0, where exp has no numbers left", () => {
    const patterns = [
      [-2000, -1990],
      [-3000, -3010],
    ];
    const { states } = linear()
      .store(patterns)
      .retrieve([[-1, -1]]);
    expect(toRows(states)).toEqual([[-2000, -1990]]);
  });
});

describe("linearMemory", () => {
  it("gives the same answers after adding and removing", () => {
    fc.assert(
      fc.property(sizes, ({ N, d, v, seed }) => {
        const [kept, passing] = [gaussian(N, d, seed, 3), gaussian(1 + (seed % 40), d, seed + 1, 3)];
        const [values, others] = [gaussian(N, v, seed + 2), gaussian(passing.rows, v, seed + 3)];
        const queries = gaussian(5, d, seed + 4, 3);
        const memory = linearMemory(d, v);
        memory.add(kept, values);
        const before = memory.attend(queries);
        memory.add(passing, others);
        expect(memory.count).toBe(N + passing.rows);
        memory.remove(passing, others);
        expect(memory.count).toBe(N);
        expectNear(memory.attend(queries), before, 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it("is one memory however the patterns came in", () => {
    const patterns = gaussian(45, 4, 1);
    const [whole, single] = [linearMemory(4), linearMemory(4)];
    whole.add(patterns);
    for (const row of toRows(patterns)) single.add([row]);
    expectNear(single.attend(patterns), whole.attend(patterns), 1e-6);
    expectNear(whole.retrieve(patterns).outputs, linear().store(patterns).retrieve(patterns).outputs, 0);
  });

  it("forgets everything of the last pattern that is removed", () => {
    const memory = linearMemory(2);
    memory.add([[1e30, 1]]);
    memory.remove([[1e30, 1]]);
    expect(memory.count).toBe(0);
    expect(() => memory.attend([[0, 0]])).toThrow("linear: the memory is empty; add at least one pattern");
    memory.add([[0.25, -1]]);
    expect(toRows(memory.attend([[0, 0]]))).toEqual([[0.25, -1]]);
  });

  it("says so where rounding has left nothing", () => {
    const memory = linearMemory(1);
    memory.add([[0]]);
    memory.add([[1e30]]);
    memory.remove([[1e30]]);
    expect(() => memory.attend([[0]])).toThrow("rounding has left nothing of the patterns");
  });

  it("takes no patterns, and no queries", () => {
    const memory = linearMemory(3, 2);
    memory.add([], []);
    expect(memory.count).toBe(0);
    memory.add([[1, 2, 3]], [[4, 5]]);
    memory.remove([], []);
    expect(memory.attend([])).toEqual({ rows: 0, columns: 2, data: new Float32Array(0) });
    expect(toRows(memory.retrieve([[9, 9, 9]]).states)).toEqual([[1, 2, 3]]);
  });

  it.each<[string, () => unknown, string]>([
    ["no width", () => linearMemory(0), "a width must be a whole number ≥ 1, got 0"],
    ["a broken width", () => linearMemory(2, 1.5), "a width must be a whole number ≥ 1, got 1.5"],
    ["other columns", () => linearMemory(2).add([[1]]), "patterns are [1, 1], but this memory is for [N, 2]"],
    ["values", () => linearMemory(1).add([[1]], [[1]]), "keeps no values, got values [1, 1]"],
    ["missing values", () => linearMemory(1, 1).add([[1]]), "keeps values [N, 1], got none"],
    ["wide values", () => linearMemory(1, 1).add([[1]], [[1, 2]]), "keeps values [N, 1], got values [1, 2]"],
    ["fewer values", () => linearMemory(1, 1).add([[1], [2]], [[1]]), "both need the same number of rows"],
    ["NaN", () => linearMemory(1).add([[Number.NaN]]), "got NaN at row 0, column 0"],
    ["wide queries", () => filled().attend([[1, 2]]), "queries are [1, 2] and patterns have 1 columns"],
    ["NaN queries", () => filled().attend([[Number.NaN]]), "got NaN at row 0, column 0"],
    [
      "too many to remove",
      () => filled().remove([[1], [2], [3]]),
      "3 patterns cannot be removed, as there are 2",
    ],
    ["a stranger", () => filled().remove([[0], [7]]), "row 1 was never added"],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  });

  it("is unchanged by what it refuses", () => {
    const memory = filled();
    const before = memory.attend([[0.5]]);
    expect(() => memory.remove([[0], [7]])).toThrow();
    expect(memory.count).toBe(2);
    expect(memory.attend([[0.5]])).toEqual(before);
  });
});

function filled(): ReturnType<typeof linearMemory> {
  const memory = linearMemory(1);
  memory.add(fromRows([[0], [1]]));
  return memory;
}
