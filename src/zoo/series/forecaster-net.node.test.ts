import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNet, openParameters } from "../../engine/index.ts";
import { createRandom, matrix, normal } from "../../math/index.ts";
import { openOnnx } from "../../onnx/index.node.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { netSeparations } from "../net-separation.ts";
import { type ForecasterNetSettings, forecasterNet } from "./forecaster-net.ts";
import { learnSeries } from "./series-learner.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnx();
});
afterAll(() => runtime.close());

const sizes = { past: 8, horizon: 3, width: 8 };

/** What an untrained net says of one window. */
async function said(settings: ForecasterNetSettings, window: readonly number[]): Promise<number[]> {
  const net = forecasterNet(settings, createRandom(1));
  const asked = await openNet({
    runtime,
    parameters: openParameters(net.parameters),
    outputs: ({ x }) => ({ forecast: net.apply(x, false) }),
  });
  const { forecast } = await asked.run({ x: { data: Float32Array.from(window), shape: [1, 8, 1] } });
  await asked.close();
  return Array.from(forecast.data as Float32Array);
}

describe("the forecaster of Nonparametric, appendix E.4", () => {
  const window = [0.3, -1, 2, 0.5, 0.1, -0.4, 1.1, 0.9];
  const backwards = [...window].reverse();

  it.each(netSeparations.filter((name) => name !== "window"))(
    "as published doesn't see the order of values: %s",
    async (separation) => {
      const [a, b] = [
        await said({ ...sizes, separation }, window),
        await said({ ...sizes, separation }, backwards),
      ];
      a.forEach((value, h) => {
        expect(value).toBeCloseTo(b[h], 4);
      });
      const ordered = { ...sizes, separation, positions: true };
      expect(await said(ordered, window)).not.toEqual(await said(ordered, backwards));
    },
  );

  it("sees it within a window", async () => {
    const settings = { ...sizes, separation: "window", reach: 1 } as const;
    const moved = [2, 0.3, -1, 0.1, 0.5, 1.1, -0.4, 0.9];
    const [a, b] = [await said(settings, window), await said(settings, moved)];
    expect(Math.abs(a[0] - b[0])).toBeGreaterThan(1e-4);
  });

  it("is moved with its window where it is relative to the last value", async () => {
    const settings = { ...sizes, separation: "softmax", relative: true } as const;
    const [a, b] = [
      await said(settings, window),
      await said(
        settings,
        window.map((x) => x + 5),
      ),
    ];
    a.forEach((value, h) => {
      expect(b[h]).toBeCloseTo(value + 5, 4);
    });
  });

  it("learns a sine that the last value alone doesn't tell, and says the same as its ONNX model", async () => {
    const random = createRandom(2);
    const values = Float32Array.from(
      { length: 300 },
      (_, t) => Math.sin((2 * Math.PI * t) / 12) + 0.05 * normal(random),
    );
    const series = matrix(values, 300, 1);
    const net = forecasterNet({ ...sizes, separation: "softmax", positions: true }, random);
    const origins = Array.from({ length: 200 }, (_, i) => 8 + i);
    const validation = [250, 255, 260, 263];
    const learned = await learnSeries({
      ...{ runtime, net, values: series, past: 8, horizon: 3, origins, validation },
      ...{ epochs: 25, batchSize: 20, rate: 1e-2 },
    });
    expect(learned.diverged).toBeUndefined();
    expect(Math.min(...learned.scores)).toBeLessThan(0.1);
    const asked = await learned.forecast(series, [270]);
    const session = await runtime.load(learned.toOnnx());
    const forecast = { data: new Float32Array(3), shape: [1, 3, 1] };
    await session.run({ x: { data: values.slice(262, 270), shape: [1, 8, 1] } }, { forecast });
    forecast.data.forEach((value, h) => {
      expect(value).toBeCloseTo(asked.data[h], 4);
      expect(Math.abs(value - values[270 + h])).toBeLessThan(0.8);
    });
    await session.close();
    await learned.close();
  });
});
