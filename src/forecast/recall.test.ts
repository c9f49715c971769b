import { describe, expect, it } from "vitest";
import { rowOf } from "../math/index.ts";
import { dot, negativeSquaredEuclidean, retrieve, separationNamed } from "../memory/index.ts";
import { type RecallSettings, recallForecaster } from "./recall.ts";
import { sampleColumn, sampleWalk } from "./sample-series.ts";
import { windowsAt } from "./windows.ts";

const base: RecallSettings = { window: 9, compare: "shape", anchor: "mean", separation: "softmax", beta: 4 };
const { values } = sampleWalk(120);

describe("the recalling forecaster", () => {
  it.each<[string, RecallSettings]>([
    ["shape, mean, softmax", base],
    ["shape, last, sparsemax", { ...base, anchor: "last", separation: "sparsemax" }],
    ["level, mean, entmax", { ...base, compare: "level", separation: "entmax" }],
    ["level, last, top-k", { ...base, compare: "level", anchor: "last", separation: "top-k", k: 5 }],
  ])("is a Hopfield retrieval of windows: %s", async (_, settings) => {
    const [horizon, origin] = [4, 100];
    const { window, compare, anchor } = settings;
    const starts = Array.from({ length: origin - window - horizon + 1 }, (_, s) => s);
    const options = { length: window, compare };
    const [keys, query] = [windowsAt(values, starts, options), windowsAt(values, [origin - window], options)];
    const level = (of: typeof keys, n: number): number =>
      anchor === "mean" ? of.means[n] : values[of.starts[n] + window - 1];
    const size = (of: typeof keys, n: number): number => (compare === "shape" ? of.spreads[n] : 1);
    const followed = starts.map((s, n) =>
      Array.from({ length: horizon }, (_, h) => (values[s + window + h] - level(keys, n)) / size(keys, n)),
    );
    const { outputs } = retrieve(query.patterns, keys.patterns, {
      similarity: compare === "shape" ? dot : negativeSquaredEuclidean,
      separation: separationNamed(settings.separation, settings.k ? { k: settings.k } : {}),
      ...{ beta: settings.beta, values: followed },
    });
    const found = await recallForecaster(horizon, settings).forecast(values, [origin]);
    rowOf(outputs, 0).forEach((value, h) => {
      expect(found.data[h]).toBeCloseTo(level(query, 0) + size(query, 0) * value, 4);
    });
  });

  it("never looks at what comes at or after an origin, nor does one origin change another's forecast", async () => {
    const forecaster = recallForecaster(5, base);
    const alone = await forecaster.forecast(values, [60]);
    const changed = values.map((value, t) => (t >= 60 ? 99 : value));
    expect((await forecaster.forecast(changed, [60])).data).toEqual(alone.data);
    const beside = await forecaster.forecast(values, [60, 110]);
    beside.data.subarray(0, 5).forEach((value, h) => {
      expect(value).toBeCloseTo(alone.data[h], 5);
    });
  });

  it("continues what it has seen before as it went on, whatever its level and size", async () => {
    const { values: wave } = sampleColumn(300, { noise: 0 });
    const shifted = wave.map((value, t) => (t >= 250 ? 3 * value + 100 : value));
    const settings: RecallSettings = { ...base, window: 20, separation: "top-k", k: 1 };
    const forecasts = await recallForecaster(6, settings).forecast(shifted, [290]);
    forecasts.data.forEach((value, h) => {
      expect(Math.abs(value - shifted[290 + h])).toBeLessThan(3);
    });
  });

  it("says which windows it remembered, with weights that sum to 1", () => {
    const found = recallForecaster(5, { ...base, separation: "sparsemax" }).remembered(values, 120);
    expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5);
    for (const { start, weight } of found) {
      expect(weight).toBeGreaterThan(0);
      expect(start + 9 + 5).toBeLessThanOrEqual(120);
    }
  });

  it("remembers another series where it is given one", async () => {
    const forecaster = recallForecaster(5, base, values);
    const found = await forecaster.forecast(values.subarray(80), [20]);
    expect(found.data.every(Number.isFinite)).toBe(true);
    expect(forecaster.remembered(values.subarray(80), 20)[0].start).toBe(0);
  });

  it("refuses an origin with too little before it, and a separation that there isn't", () => {
    const forecaster = recallForecaster(5, base);
    expect(() => forecaster.forecast(values, [22])).toThrow(/an origin must be a whole number from 23/);
    expect(() => recallForecaster(5, { ...base, separation: "hardmax" })).toThrow(
      /no separation is called "hardmax"/,
    );
  });
});

it("windows have mean 0, and norm 1 by shape, even where they are flat", () => {
  const flat = Float32Array.from({ length: 30 }, (_, t) => (t < 15 ? 2 : t % 4));
  const shape = windowsAt(flat, [0, 18], { length: 8, compare: "shape" });
  expect(Array.from(rowOf(shape.patterns, 0))).toEqual(new Array(8).fill(0));
  expect(rowOf(shape.patterns, 1).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  expect(rowOf(shape.patterns, 1).reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 5);
});
