import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNet, openParameters } from "../../engine/index.ts";
import { createRandom, matrix, normal } from "../../math/index.ts";
import { openOnnx } from "../../onnx/index.node.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { learnSeries } from "./series-learner.ts";
import { stanhopNet } from "./stanhop-net.ts";
import type { StanhopSettings } from "./stanhop-settings.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnx();
});
afterAll(() => runtime.close());

const small: StanhopSettings = {
  ...{ series: 2, past: 10, horizon: 5, width: 8, heads: 2, segment: 4, layers: 2, prototypes: 3 },
  separation: "entmax",
};
const random = createRandom(3);
const series = matrix(
  Float32Array.from(
    { length: 400 },
    (_, i) => Math.sin((Math.PI * (i >> 1)) / 6 + (i % 2)) + 0.05 * normal(random),
  ),
  200,
  2,
);
const task = {
  ...{ values: series, past: 10, horizon: 5, epochs: 6, batchSize: 16, rate: 3e-3 },
  origins: Array.from({ length: 96 }, (_, i) => 10 + i),
  validation: [120, 130, 140, 150],
} as const;

describe("STanHop-Net", () => {
  it("gives a forecast of every quantity, which each of them has a part in", async () => {
    const net = stanhopNet(small, createRandom(1));
    const asked = await openNet({
      runtime,
      parameters: openParameters(net.parameters),
      outputs: ({ x }) => ({ forecast: net.apply(x, false) }),
    });
    const window = Float32Array.from({ length: 20 }, () => normal(random));
    const said = async (data: Float32Array): Promise<Float32Array> =>
      (await asked.run({ x: { data, shape: [1, 10, 2] } })).forecast.data as Float32Array;
    const first = await said(window);
    expect(first).toHaveLength(10);
    const other = await said(window.map((value, i) => (i === 1 ? value + 3 : value)));
    expect(Math.abs(first[0] - other[0])).toBeGreaterThan(1e-5);
    expect(Math.abs(first[1] - other[1])).toBeGreaterThan(1e-5);
    await asked.close();
  });

  it("learns, with the mean absolute error, and says the same as its ONNX model", async () => {
    const net = stanhopNet(small, createRandom(1));
    const learned = await learnSeries({ ...task, runtime, net, loss: "absolute" });
    expect(learned.diverged).toBeUndefined();
    expect(learned.losses[5]).toBeLessThan(0.7 * learned.losses[0]);
    const asked = await learned.forecast(series, [160]);
    const session = await runtime.load(learned.toOnnx());
    const forecast = { data: new Float32Array(10), shape: [1, 5, 2] };
    await session.run({ x: { data: series.data.slice(300, 320), shape: [1, 10, 2] } }, { forecast });
    forecast.data.forEach((value, i) => {
      expect(value).toBeCloseTo(asked.data[i], 4);
    });
    await session.close();
    await learned.close();
  });

  it("with kernels goes by two stages: the first alone moves the kernels, and separates", async () => {
    const net = stanhopNet({ ...small, layers: 1, kernels: true }, createRandom(1));
    const kernels = net.kernels?.parameters ?? [];
    // Over time in the block and in 2 decoder layers, and once more in each of those.
    expect(kernels).toHaveLength(5);
    const before = kernels.map(({ start }) => start.slice());
    const still = await learnSeries({ ...task, runtime, net, epochs: 1, kernelRate: 0 });
    kernels.forEach(({ name }, i) => {
      expect(still.parameters.values[name].data).toEqual(before[i]);
    });
    await still.close();
    const moved = await learnSeries({ ...task, runtime, net, epochs: 2, kernelRate: 0.1 });
    const separation = async (parameters: typeof moved.parameters): Promise<number> => {
      const asked = await openNet({
        runtime,
        parameters,
        outputs: ({ x }) => ({ loss: net.kernels?.loss(x) ?? x }),
      });
      const { loss } = await asked.run({ x: { data: series.data.slice(0, 20), shape: [1, 10, 2] } });
      await asked.close();
      return (loss.data as Float32Array)[0];
    };
    const reached = await separation(moved.parameters);
    for (const { name, start } of kernels) (moved.parameters.values[name].data as Float32Array).set(start);
    expect(reached).toBeLessThan(await separation(moved.parameters));
    await moved.close();
  });
});
