import { describe, expect, it } from "vitest";
import { gaussian } from "../../test/matrices.ts";
import { fromRows, type Matrix, rowOf, toRows } from "../math/index.ts";
import { dense } from "./dense.ts";
import type { Model } from "./model.ts";
import { modelNamed, modelNames, modelsTaking, modelsWithWeights, parametersOf } from "./named.ts";
import { randomFeatures } from "./random-features.ts";
import { randomMasked } from "./random-masked.ts";
import { topK } from "./top-k.ts";
import { window } from "./window.ts";

const [patterns, queries] = [gaussian(8, 4, 1), gaussian(8, 4, 2)];

function expectNear(actual: Matrix, expected: Matrix, digits = 5): void {
  expect(actual).toMatchObject({ rows: expected.rows, columns: expected.columns });
  actual.data.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.data[i], digits);
  });
}

describe.each(modelNames)("%s", (name) => {
  const model: Model = modelNamed(name);

  it("has its name and a source", () => {
    expect(model.name).toBe(name);
    expect(model.source).not.toBe("");
  });

  it("retrieves by steps, and reads out values or the states", () => {
    const stored = model.store(patterns);
    expect(stored).toMatchObject({ patternCount: 8, dimension: 4 });
    const one = stored.retrieve(queries);
    expect(one.steps).toEqual(new Array(8).fill(1));
    expectNear(one.outputs, one.states);
    expect(one.states.data).not.toEqual(queries.data);
    const two = stored.retrieve(queries, { steps: 2, tolerance: 0 });
    // The masks of single queries differ by their place, so that the second step starts from all of them.
    expectNear(stored.retrieve(one.states).states, two.states, 4);
    const values = model.store(patterns, { values: patterns }).retrieve(queries, { steps: 2, tolerance: 0 });
    expectNear(values.states, two.states);
    expectNear(values.outputs, two.states);
    const wide = model.store(patterns, { values: gaussian(8, 8, 3) }).retrieve(queries);
    expect(wide.outputs).toMatchObject({ rows: 8, columns: 8 });
  });

  it("has weights that sum to 1, or none", () => {
    const { weights } = model.store(patterns).retrieve(queries);
    expect(weights !== undefined).toBe(modelsWithWeights.includes(name));
    if (!weights || name === "kernel-memory") return;
    for (const row of toRows(weights)) {
      expect(row.every((weight) => weight >= 0)).toBe(true);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
  });

  it("reads its weights out", () => {
    const values = gaussian(8, 4, 3);
    const { weights, outputs } = model.store(patterns, { values }).retrieve(queries, { steps: 2 });
    if (!weights) return;
    toRows(weights).forEach((row, b) => {
      const sum = rowOf(values, 0).map((_, i) =>
        row.reduce((total, p, n) => total + p * rowOf(values, n)[i], 0),
      );
      expect(Array.from(rowOf(outputs, b))).toEqual(Array.from(sum, (value) => expect.closeTo(value, 4)));
    });
  });

  it("doesn't depend on the order of the patterns, unless places matter", () => {
    const backwards = fromRows(toRows(patterns).reverse());
    const [there, back] = [patterns, backwards].map((Xi) => model.store(Xi).retrieve(queries).states);
    if (name === "window" || name === "random-masked") expect(there).not.toEqual(back);
    else expectNear(back, there);
  });

  it("leaves patterns and queries as they are", () => {
    const [Xi, x] = [gaussian(8, 4, 1), gaussian(8, 4, 2)];
    model.store(Xi, { values: Xi }).retrieve(x, { steps: 3, known: [true, false, false, true] });
    expect([Xi, x]).toEqual([patterns, queries]);
  });

  it("keeps known coordinates", () => {
    const { states } = model
      .store(patterns)
      .retrieve(queries, { steps: 2, known: [true, false, true, false] });
    toRows(states).forEach((row, b) => {
      expect([row[0], row[2]]).toEqual([toRows(queries)[b][0], toRows(queries)[b][2]]);
    });
  });

  it("recalls the only pattern there is, of one coordinate too", () => {
    if (name === "svr") return; // A linear map has no attractors.
    const single = name === "multi-head" ? modelNamed(name, { heads: 1 }) : model;
    const found = single.store([[0.5]]).retrieve([[0.4]], { steps: 3 });
    // A kernel memory's weights fade away from its patterns.
    if (name === "kernel-memory") expect(found.states.data[0]).toBeGreaterThan(0.45);
    else expect(found.states.data[0]).toBeCloseTo(0.5, 6);
  });

  it("takes no queries, if any number of them", () => {
    const stored = model.store(patterns, { values: gaussian(8, 8, 3) });
    if (name === "window") return;
    const { states, outputs, steps } = stored.retrieve([], { steps: 3 });
    expect([states.rows, outputs.rows, steps.length]).toEqual([0, 0, 0]);
    expect(stored.operations(0)).toBe(0);
  });

  it("says what is wrong with what it is given", () => {
    expect(() => model.store([])).toThrow("the memory is empty");
    expect(() => model.store([[1, 2, 3, Number.NaN]])).toThrow("got NaN at row 0, column 3");
    expect(() => model.store(patterns, { values: [[1]] })).toThrow("both need the same number of rows");
    const infinite = toRows(patterns).map(() => [Infinity]);
    expect(() => model.store(patterns, { values: infinite })).toThrow("got Infinity at row 0, column 0");
    const stored = model.store(patterns);
    expect(() => stored.retrieve(gaussian(8, 5, 1))).toThrow(
      `${name}: queries are [8, 5] and patterns have 4 columns; both need the same number`,
    );
    expect(() => stored.retrieve([[1, 2, 3, Infinity]])).toThrow("got Infinity at row 0, column 3");
    expect(() => stored.retrieve(queries, { steps: 0 })).toThrow("steps must be a whole number ≥ 1, got 0");
    expect(() => stored.retrieve(queries, { tolerance: -1 })).toThrow("tolerance must be ≥ 0, got -1");
    expect(() => stored.retrieve(queries, { known: [true] })).toThrow("known has 1 flags for query 0");
  });

  it("is the same by its default parameters", () => {
    const complete = modelNamed(name, parametersOf(name));
    expect(complete.store(patterns).retrieve(queries)).toEqual(model.store(patterns).retrieve(queries));
  });
});

describe("modelNamed", () => {
  it.each<[string, Parameters<typeof modelNamed>[1], Model]>([
    ["dense", { beta: 3 }, dense({ beta: 3 })],
    ["top-k", { k: 3 }, topK({ k: 3 })],
    ["top-k", {}, topK()],
    ["random-masked", { keep: 0.3, seed: 5 }, randomMasked({ keep: 0.3, seed: 5 })],
    ["random-features", { features: 8, seed: 3, beta: 2 }, randomFeatures({ features: 8, seed: 3, beta: 2 })],
    ["window", { window: 1 }, window({ window: 1 })],
    ["window", {}, window()],
  ])("is the model itself: %s %j", (name, parameters, model) => {
    const [found, expected] = [modelNamed(name, parameters), model].map((one) => {
      const { states, outputs, weights } = one.store(patterns).retrieve(queries, { steps: 3 });
      return { states, outputs, weights };
    });
    expect(found).toEqual(expected);
  });

  it("lists the names for one it doesn't know", () => {
    for (const name of ["densse", "constructor", ""]) {
      expect(() => modelNamed(name)).toThrow(`no model is called "${name}"; choose one of dense, sparse,`);
    }
  });

  it("refuses a parameter that the model doesn't take, or out of range", () => {
    expect(() => modelNamed("dense", { alpha: 2 })).toThrow(
      "the model dense takes beta, got alpha; leave that out",
    );
    expect(() => modelNamed("linear", { beta: 2 })).toThrow("the model linear takes no parameters, got beta");
    expect(() => modelNamed("top-k", { window: 2 })).toThrow("takes beta, fraction, k, got window");
    expect(() => modelNamed("kernel-memory", { radius: 0 })).toThrow("radius must be > 0, got 0");
    expect(() => modelNamed("generalised-sparse", { alpha: 0.5 })).toThrow(
      "alpha must be a number ≥ 1, got 0.5",
    );
    expect(() => modelNamed("top-k", { k: 2, fraction: 0.5 })).toThrow("say the same");
  });

  it("knows the parameters, given and not", () => {
    expect(parametersOf("random-masked", { seed: 7 })).toEqual({ beta: 1, keep: 0.5, seed: 7 });
    expect(parametersOf("top-k")).toEqual({ beta: 1, fraction: 0.2 });
    expect(parametersOf("top-k", { k: 4 })).toEqual({ beta: 1, k: 4 });
    expect(modelsTaking("seed")).toEqual(["random-masked", "random-features"]);
    expect(modelsTaking("window")).toEqual(["window"]);
  });
});
