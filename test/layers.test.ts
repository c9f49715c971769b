import {
  constant,
  evaluate,
  gradientsOf,
  input,
  multiply,
  parameter,
  sum,
  type Value,
} from "madeleine/engine";
import {
  entmaxSeparation,
  hopfield,
  hopfieldLayer,
  hopfieldPooling,
  type LayerSeparation,
  learnedProjections,
  linearSeparation,
  randomFeatureSeparation,
  randomMaskedSeparation,
  softmaxSeparation,
  sparsemaxSeparation,
  topKSeparation,
  windowSeparation,
} from "madeleine/layers";
import { createRandom, drawDirections, type Matrix, matrix, rowsOf, toRows } from "madeleine/math";
import { entmax, masked, type RetrievalOptions, retrieve, softmax, sparsemax, topK } from "madeleine/memory";
import type { Tensor } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { linear, type Model, multiHead, randomFeatures, topK as topKModel, window } from "madeleine/zoo";
import { describe, expect, it } from "vitest";
import { gaussian } from "./matrices.ts";

const runtime = openOnnxHere();

const [L, S, d] = [7, 7, 6];
const queries = gaussian(L, d, 1);
const patterns = gaussian(S, d, 2);
const values = gaussian(S, 4, 3);

const random = createRandom(4);
const directions = drawDirections(12, d, { random });

/** Every separation of the family, with what the layer has to equal: a retrieval of `memory/` or a model of `zoo/`. */
const family: [string, LayerSeparation, RetrievalOptions | Model][] = [
  ["softmax", softmaxSeparation(), { separation: softmax, beta: 1.5 }],
  ["sparsemax", sparsemaxSeparation(), { separation: sparsemax, beta: 1.5 }],
  ["entmax", entmaxSeparation({ alpha: 1.3 }), { separation: entmax(1.3), beta: 1.5 }],
  [
    "learned entmax",
    entmaxSeparation({ alpha: 1.7, learned: { heads: 1 } }),
    { separation: entmax(1.7), beta: 1.5 },
  ],
  ["top-k", topKSeparation({ k: 3 }), { separation: topK(3), beta: 1.5 }],
  ["a share of top-k", topKSeparation({ fraction: 0.4 }), topKModel({ fraction: 0.4, beta: 1.5 })],
  ["window", windowSeparation(2), window({ window: 2, beta: 1.5 })],
  ["linear", linearSeparation(), linear()],
  [
    "random features",
    randomFeatureSeparation({ random, dimension: d, directions }),
    randomFeatures({ omega: directions, beta: 1.5 }),
  ],
];

function single(source: Matrix): Tensor {
  return { data: source.data, shape: [1, source.rows, source.columns] };
}

const [R, Y, V] = [input("R", [1, L, d]), input("Y", [1, S, d]), input("V", [1, S, 4])];
const sources = { R: single(queries), Y: single(patterns), V: single(values) };

async function outputOf(output: Value, given: Record<string, Tensor> = sources): Promise<number[]> {
  const needed = await evaluate(await runtime, { output }, given);
  return Array.from(needed.output.data as Float32Array);
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 4): void {
  expect(Array.from(actual)).toEqual(Array.from(expected, (value) => expect.closeTo(value, digits)));
}

describe("a layer with identity projections", () => {
  it("is plain retrieval where nothing is set", async () => {
    const { output, weights } = hopfield().apply(R, Y);
    const expected = retrieve(queries, patterns);
    expectNear(await outputOf(output), expected.outputs.data);
    if (!weights) throw new Error("softmax forms weights");
    expectNear(await outputOf(weights), expected.weights.data);
  });

  it.each(family)(
    "is the model of the family, of one step and of three: %s",
    async (_, separation, model) => {
      for (const steps of [1, 3]) {
        const layer = hopfield({ separation, steps, beta: 1.5 });
        const chosen = { steps, tolerance: 0 };
        const expected =
          "store" in model
            ? model.store(patterns, { values }).retrieve(queries, chosen)
            : retrieve(queries, patterns, { ...model, ...chosen, values });
        expectNear(await outputOf(layer.apply(R, Y, { values: V }).output), expected.outputs.data);
      }
    },
  );

  it("is the multi-head model where it has heads", async () => {
    const expected = multiHead({ heads: 3, beta: 2 })
      .store(patterns)
      .retrieve(queries, { steps: 2, tolerance: 0 });
    expectNear(
      await outputOf(hopfield({ heads: 3, beta: 2, steps: 2 }).apply(R, Y).output),
      expected.states.data,
    );
  });

  it("pools by prototypes, and looks up among stored patterns", async () => {
    const stored = constant(patterns.data, [S, d]);
    const asked = constant(queries.data, [L, d]);
    const expected = retrieve(queries, patterns, { separation: sparsemax }).outputs.data;
    const separation = sparsemaxSeparation();
    expectNear(
      await outputOf(hopfieldPooling({ prototypes: asked, separation }).apply(Y).output, { Y: sources.Y }),
      expected,
    );
    expectNear(
      await outputOf(hopfieldLayer({ patterns: stored, separation }).apply(R).output, { R: sources.R }),
      expected,
    );
  });
});

describe("a pooling of many patterns", () => {
  const projections = learnedProjections(
    { patterns: d, width: 8, values: 4 },
    { random: createRandom(11), name: "pool" },
  );
  const many = gaussian(16, d, 12);
  const own = rowsOf(many, [0, 1, 2, 3, 4, 5, 6]);
  const asked = parameter("asked", [2, 8], gaussian(2, 8, 13).data);
  const Z = input("Y", [1, 16, d]);
  const valid = input("valid", [1, 16], "boolean");
  const mask = { data: Uint8Array.from({ length: 16 }, (_, s) => Number(s < 7)), shape: [1, 16] };

  it.each(family.filter(([name]) => !["window", "random features"].includes(name)))(
    "projects what is pooled, and gives the same, its gradients too, as few that are projected first: %s",
    async (name, chosen) => {
      const separation =
        name === "learned entmax" ? entmaxSeparation({ alpha: 1.7, learned: { heads: 2 } }) : chosen;
      const layer = hopfieldPooling({ prototypes: asked, separation, projections, heads: 2, beta: 1.5 });
      const whole = layer.apply(Z).output;
      expectNear(await outputOf(whole, { Y: single(many) }), layer.retrieve(many).outputs.data);
      // Seven are too few to be worth it; with padding they are sixteen.
      const few = layer.apply(Y).output;
      const padded = layer.apply(Z, { valid }).output;
      const given = { Y: single(many), valid: mask };
      expectNear(await outputOf(padded, given), await outputOf(few, { Y: single(own) }));
      const [slopes, others] = [padded, few].map((output) =>
        gradientsOf(sum(multiply(output, output)), layer.parameters),
      );
      for (const [i, slope] of slopes.entries()) {
        const other = others[i];
        if (!slope || !other) throw new Error(`${layer.parameters[i].name} has no gradient`);
        expectNear(await outputOf(slope, given), await outputOf(other, { Y: single(own) }), 3);
      }
    },
  );
});

describe("a random mask", () => {
  it("keeps exactly so many patterns, others for each query, the same ones in all passes", async () => {
    const separation = randomMaskedSeparation({
      keep: 0.5,
      draw: (shape) =>
        constant(
          gaussian(
            1,
            shape.reduce((n, length) => n * length, 1),
            9,
          ).data,
          shape,
        ),
    });
    const { output, weights } = hopfield({ separation, steps: 2 }).apply(R, Y);
    if (!weights) throw new Error("a random mask forms weights");
    const found = toRows(matrix(await outputOf(weights), L, S));
    const kept = found.map((row) => row.map((weight) => weight > 0));
    for (const row of kept) expect(row.filter(Boolean)).toHaveLength(3);
    expect(new Set(kept.map(String)).size).toBeGreaterThan(1);
    const expected = retrieve(queries, patterns, {
      separation: masked(softmax, kept),
      steps: 2,
      tolerance: 0,
    });
    expectNear(await outputOf(output), expected.outputs.data);
  });
});

describe("padding", () => {
  const valid = { data: Uint8Array.from([1, 1, 0, 1, 1, 0, 0]), shape: [1, S] };
  const mask = input("valid", [1, S], "boolean");
  const kept = [0, 1, 3, 4];

  it.each(family.filter(([name]) => name !== "window"))(
    "has no weight and no gradient, and what it holds is never seen: %s",
    async (_, separation) => {
      const { output } = hopfield({ separation, beta: 1.5, steps: 2 }).apply(R, Y, { valid: mask });
      const [gradient] = gradientsOf(sum(multiply(output, output)), [Y]);
      if (!gradient) throw new Error("the output depends on the patterns");
      const wild = matrix(Float32Array.from(patterns.data), S, d);
      for (const row of [2, 5, 6]) wild.data.fill(7 * row, row * d, (row + 1) * d);
      const given = { ...sources, Y: single(wild), valid };
      const found = await outputOf(output, given);
      expectNear(found, await outputOf(output, { ...sources, valid }), 6);
      const slopes = toRows(matrix(await outputOf(gradient, given), S, d));
      slopes.forEach((row, s) => {
        if (!kept.includes(s)) expect(row.every((slope) => slope === 0)).toBe(true);
      });
      expect(slopes.flat().some((slope) => slope !== 0)).toBe(true);
      const alone = input("Y", [1, kept.length, d]);
      const short = hopfield({ separation, beta: 1.5, steps: 2 }).apply(R, alone);
      // Three of four are kept here as well as three of seven: a share is one of what isn't padding.
      expectNear(found, await outputOf(short.output, { ...sources, Y: single(rowsOf(patterns, kept)) }));
    },
  );

  it("alone leaves nothing to read: the output is 0", async () => {
    for (const separation of [softmaxSeparation(), sparsemaxSeparation(), linearSeparation()]) {
      const { output } = hopfield({ separation }).apply(R, Y, { valid: mask });
      const given = { ...sources, valid: { data: new Uint8Array(S), shape: [1, S] } };
      expect((await outputOf(output, given)).every((value) => value === 0)).toBe(true);
    }
  });
});

describe("gradients", () => {
  it.each(family)("are those of finite differences, of β and α too: %s", async (_, separation) => {
    const beta = parameter("beta", [2, 1, 1], [1.5, 0.7]);
    const directed =
      separation.name === "random-features" ? randomFeatureSeparation({ random, dimension: 3 }) : separation;
    const chosen =
      separation.parameters.length > 0 ? entmaxSeparation({ alpha: 1.6, learned: { heads: 2 } }) : directed;
    const projections = learnedProjections(
      { queries: d, patterns: d, width: 6, values: 4 },
      { random: createRandom(7) },
    );
    const layer = hopfield({ separation: chosen, beta, heads: 2, steps: 2, projections });
    const { output } = layer.apply(R, Y);
    const loss = sum(multiply(output, constant(gaussian(1, L * 4, 8).data, [1, L, 4])));
    const slopes = gradientsOf(loss, layer.parameters);
    const outputs: Record<string, Value> = {};
    layer.parameters.forEach(({ name }, i) => {
      const slope = slopes[i];
      if (slope) outputs[`slope of ${name}`] = slope;
    });
    const wide = Object.fromEntries(
      layer.parameters.map(({ name, start, shape }) => [name, { data: Float64Array.from(start), shape }]),
    );
    const given = {
      R: { ...sources.R, data: Float64Array.from(queries.data) },
      Y: { ...sources.Y, data: Float64Array.from(patterns.data) },
    };
    const found = await evaluate(await runtime, outputs, { ...given, ...wide }, { precision: "float64" });
    const lossAt = async (name: string, at: number, step: number): Promise<number> => {
      const data = Float64Array.from(wide[name].data);
      data[at] += step;
      const changed = { ...given, ...wide, [name]: { data, shape: wide[name].shape } };
      return (
        (await evaluate(await runtime, { loss }, changed, { precision: "float64" })).loss.data as Float64Array
      )[0];
    };
    for (const { name, start } of layer.parameters) {
      if (!outputs[`slope of ${name}`]) {
        expect([name, separation.name]).toEqual(["beta", "linear"]);
        continue;
      }
      const at = start.length - 1;
      const difference = ((await lossAt(name, at, 1e-5)) - (await lossAt(name, at, -1e-5))) / 2e-5;
      expect((found[`slope of ${name}`].data as Float64Array)[at]).toBeCloseTo(difference, 5);
    }
  });
});

describe("retrieve() on a layer", () => {
  it.each(family)("gives what a run gives, and how each query ended: %s", async (_, separation) => {
    const heads = separation.parameters.length > 0 || separation.name === "random-features" ? 1 : 2;
    const options = {
      ...{ separation, heads, steps: 3, beta: 1.5 },
      projections: learnedProjections({ queries: d, patterns: d, width: d }, { random: createRandom(5) }),
      kernel: { map: parameter("kernel", [d, d], gaussian(d, d, 6).data) },
    };
    const layer = hopfield(options);
    const found = layer.retrieve(queries, patterns, { tolerance: 0 });
    expectNear(found.outputs.data, await outputOf(layer.apply(R, Y).output), 3);
    expect(found.heads).toHaveLength(heads);
    expect(found.heads[0].steps.every((steps) => steps >= 1 && steps <= 3)).toBe(true);
    expect(found.heads[0].termination).toHaveLength(L);
  });

  it("reads what was learned since, and goes on until it settles", () => {
    const W = parameter("W", [S, d]);
    const layer = hopfieldLayer({ patterns: W, beta: 4 });
    const { heads, states } = layer.retrieve(queries, { read: () => patterns.data, steps: 200 });
    expect(heads[0].termination.every((end) => end === "converged")).toBe(true);
    expectNear(states.data, retrieve(queries, patterns, { beta: 4, steps: 200 }).states.data, 5);
    const pooling = hopfieldPooling({ prototypes: parameter("p", [L, d], queries.data), beta: 4 });
    expectNear(
      pooling.retrieve(patterns).outputs.data,
      retrieve(queries, patterns, { beta: 4 }).outputs.data,
      5,
    );
  });

  it("needs maps whose numbers are known, and a separation that says what it does", () => {
    const layer = hopfield({ projections: { query: input("W", [d, d]) } });
    expect(() => layer.retrieve(queries, patterns)).toThrow(/must be parameters/);
    expect(() => hopfield({ separation: randomMaskedSeparation() }).retrieve(queries, patterns)).toThrow(
      /drawn in a run/,
    );
  });
});

describe("what can't be is refused", () => {
  it.each<[() => unknown, RegExp]>([
    [() => hopfield({ heads: 0 }), /heads must be a whole number ≥ 1, got 0/],
    [() => hopfield({ steps: 1.5 }), /steps must be a whole number/],
    [() => hopfield({ beta: -1 }), /beta must be a number > 0, got -1/],
    [() => hopfield({ heads: 4 }).apply(R, Y), /4 heads need a width that they divide, got 6/],
    [() => hopfield().apply(R, input("Z", [1, S, 5])), /matmul: .*\[1, 1, 7, 6\].*\[1, 1, 7, 5\]/],
    [
      () => hopfield().apply(input("R", [L, d]), Y),
      /hopfield: queries must be \[batch, number, width\], got \[7, 6\]; put a 1 in front/,
    ],
    [
      () => hopfield().apply(R, Y, { valid: input("valid", [1, 5], "boolean") }),
      /hopfield: valid must be booleans \[1, 7\], one for each pattern, got boolean \[1, 5\]/,
    ],
    [
      () =>
        hopfieldPooling({ prototypes: parameter("p", [2, d]) }).apply(Y, { valid: input("valid", [1, S]) }),
      /hopfieldPooling: valid must be booleans \[1, 7\], one for each pattern, got float/,
    ],
    [
      () => hopfieldLayer({ patterns: parameter("p", [2, d]) }).apply(input("R", [d])),
      /hopfieldLayer: queries must be \[batch, number, width\], got \[6\]/,
    ],
    [() => topKSeparation({ k: 2, fraction: 0.5 }), /say the same/],
    [() => topKSeparation({ fraction: 2 }), /fraction must be in \(0, 1\], got 2/],
    [() => randomMaskedSeparation({ keep: 0 }), /keep must be in/],
    [() => windowSeparation(-1), /reach must be a whole number ≥ 0/],
    [
      () => hopfield({ separation: windowSeparation(1) }).apply(R, input("Z", [1, 3, d])),
      /7 queries for 3 patterns/,
    ],
    [() => entmaxSeparation({ alpha: 2.5, learned: { heads: 2 } }), /starts in \(1, 2\), got 2.5/],
  ])("%#", (attempt, message) => {
    expect(attempt).toThrow(message);
  });
});
