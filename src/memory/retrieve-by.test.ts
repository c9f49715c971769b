import { describe, expect, it } from "vitest";
import { fromRows, type Matrix, toRows } from "../math/index.ts";
import { retrieve } from "./retrieve.ts";
import { retrieveBy } from "./retrieve-by.ts";

/** A half of every state. */
function halved(states: Matrix): Matrix {
  return { ...states, data: states.data.map((value) => value / 2) };
}

describe("retrieveBy", () => {
  it("runs each query until it settles, and says which are still moving", () => {
    const seen: number[][] = [];
    const found = retrieveBy(
      (states, active) => {
        seen.push([...active]);
        return halved(states);
      },
      [[8], [1], [0]],
      { steps: 4, tolerance: 0.3 },
    );
    expect(toRows(found.states)).toEqual([[0.5], [0.25], [0]]);
    expect(found.outputs).toBe(found.states);
    expect(found.steps).toEqual([4, 2, 1]);
    expect(found.termination).toEqual(["max-steps-reached", "converged", "converged"]);
    expect(seen).toEqual([[0, 1, 2], [0, 1], [0], [0]]);
  });

  it("reads out of the states that the last steps began with", () => {
    const readout = (states: Matrix): Matrix => ({ ...states, data: states.data.map((value) => 10 * value) });
    const found = retrieveBy(halved, [[8], [1]], { steps: 3, tolerance: 0.3, readout });
    expect(toRows(found.outputs)).toEqual([[20], [5]]);
  });

  it("keeps known coordinates", () => {
    const found = retrieveBy(halved, [[4, 4]], { steps: 2, known: [true, false] });
    expect(toRows(found.states)).toEqual([[4, 1]]);
  });

  it("takes no queries", () => {
    expect(retrieveBy(halved, []).states).toEqual(fromRows([]));
  });

  it("leaves the queries as they are", () => {
    const queries = fromRows([[4, 4]]);
    retrieveBy(halved, queries, { steps: 3 });
    expect(toRows(queries)).toEqual([[4, 4]]);
  });

  it("refuses what retrieve refuses", () => {
    const patterns = [[1, 0]];
    for (const options of [{ steps: 0 }, { steps: 1.5 }, { tolerance: -1 }, { tolerance: Number.NaN }]) {
      const message = messageOf(() => retrieve([[1, 0]], patterns, options));
      expect(message).toContain("retrieve: ");
      expect(messageOf(() => retrieveBy(halved, [[1, 0]], options))).toBe(message);
    }
    expect(() => retrieveBy(halved, [[1, Number.NaN]])).toThrow(
      "queries: every number must be finite, got NaN at row 0, column 1",
    );
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof RangeError ? error.message : "not a RangeError";
  }
  return "nothing thrown";
}
