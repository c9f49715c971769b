import { describe, expect, it } from "vitest";
import { fromRows } from "../math/index.ts";
import type { OnnxRuntime } from "../onnx/index.ts";
import { backtest, originsIn } from "./backtest.ts";
import { errorBand } from "./band.ts";
import { episodesOf } from "./episodes.ts";
import { forecastSeries, ShortSeriesError } from "./forecast.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { tunedNet } from "./net.ts";
import { sampleColumn, sampleWalk } from "./sample-series.ts";
import { forecastBy, openForecaster, saveForecaster } from "./saved.ts";
import { verdictOf } from "./verdict.ts";

describe("forecastSeries", () => {
  it("beats the naive forecasts where there is something to know, and continues the series", async () => {
    const column = sampleColumn(400);
    const known = { ...column, values: column.values.subarray(0, 386) };
    const forecast = await forecastSeries(known, { horizon: 14 });
    expect(forecast.seasons[0].length).toBe(7);
    expect(forecast.tried.map(({ name }) => name).sort()).toEqual([
      "linear",
      "naive",
      "recall",
      "seasonal-naive",
    ]);
    expect(verdictOf(forecast)).toMatchObject({
      kind: "better",
      text: expect.stringMatching(/below the seasonal naive/),
    });
    const misses = Array.from(forecast.values, (value, h) => Math.abs(value - column.values[386 + h]));
    expect(Math.max(...misses)).toBeLessThan(1);
    expect(forecast.remembered?.episodes.length).toBeGreaterThan(0);
    const { validation } = forecast.chosen;
    expect(validation.mae).toBe(Math.min(...forecast.tried.map((trial) => trial.validation.mae)));
  });

  it("says where a naive forecast does better: of random walks nothing beats the last value by much", async () => {
    const kinds: string[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const verdict = verdictOf(await forecastSeries(sampleWalk(300, seed), { horizon: 5 }));
      kinds.push(verdict.kind);
      expect(verdict.gain).toBeLessThan(0.25);
      if (verdict.kind === "worse")
        expect(verdict.text).toMatch(/forecast does better: the .* above its \(--model/);
    }
    expect(kinds.some((kind) => kind !== "better")).toBe(true);
  });

  it("looks at nothing after the part that it judges by when it chooses", async () => {
    const column = sampleColumn(300);
    const changed = { ...column, values: column.values.map((value, t) => (t >= 240 ? 500 - value : value)) };
    const [a, b] = [
      await forecastSeries(column, { horizon: 6 }),
      await forecastSeries(changed, { horizon: 6 }),
    ];
    expect(b.parts).toEqual(a.parts);
    expect(b.tried.map(({ name, validation }) => [name, validation])).toEqual(
      a.tried.map(({ name, validation }) => [name, validation]),
    );
  });

  it("takes a model and a season that it is given, the naive ones beside", async () => {
    const forecast = await forecastSeries(sampleColumn(200), { horizon: 5, model: "naive", season: 14 });
    expect(forecast.chosen.name).toBe("naive");
    expect(forecast.seasons.map(({ length }) => length)).toEqual([14]);
    expect(verdictOf(forecast).text).toMatch(
      /^The seasonal naive forecast does better on the last part, by \d+ %/,
    );
  });

  it("refuses what is too short, without spread, or not there", async () => {
    const column = sampleColumn(40);
    await expect(forecastSeries(column, { horizon: 10 })).rejects.toThrow(ShortSeriesError);
    await expect(forecastSeries(column, { horizon: 10 })).rejects.toThrow(/forecast at most 8 \(--horizon\)/);
    await expect(forecastSeries(column, { horizon: 0 })).rejects.toThrow(
      /horizon must be a whole number ≥ 1/,
    );
    await expect(forecastSeries(column, { season: 100 })).rejects.toThrow(/a season of 100 is longer/);
    await expect(forecastSeries(column, { model: "oracle" })).rejects.toThrow(/no model is called "oracle"/);
    const flat = { ...column, values: new Float32Array(50).fill(5) };
    await expect(forecastSeries(flat, {})).rejects.toThrow(
      /the first \d+ values are all 5; there is nothing/,
    );
  });
});

describe("a kept forecaster", () => {
  const column = sampleColumn(300);
  it.each(["recall", "linear", "seasonal-naive", "naive"])(
    "gives the same forecasts as before: %s",
    async (model) => {
      const forecast = await forecastSeries(column, { horizon: 6, model });
      const saved = await openForecaster(saveForecaster(forecast));
      expect(saved.forecaster.name).toBe(model);
      expect(saved.column).toBe("load");
      const values = await forecastBy(saved, column);
      values.forEach((value, h) => {
        expect(value).toBeCloseTo(forecast.values[h], 4);
      });
      expect(saved.band?.held).toBe(forecast.band?.held);
      expect(saved.forecaster.settings).toBe(forecast.forecaster.settings);
    },
  );

  it("isn't taken for another file", async () => {
    const { writeSafetensors } = await import("../data/index.ts");
    await expect(openForecaster(writeSafetensors([]), { name: "a.f" })).rejects.toThrow(
      /a\.f: is no forecaster/,
    );
    const later = writeSafetensors([], { format: "madeleine forecaster", version: "2" });
    await expect(openForecaster(later, { name: "a.f" })).rejects.toThrow(/is of version 2, expected 1/);
  });
});

describe("a net", () => {
  it("takes no settings of the other one", async () => {
    const input = {
      values: new Float32Array(200),
      horizon: 4,
      seasons: [],
      parts: {
        train: { start: 0, end: 140 },
        validation: { start: 140, end: 160 },
        test: { start: 160, end: 200 },
      },
    };
    const runtime = {} as OnnxRuntime;
    await expect(tunedNet(input, { runtime, kernels: true })).rejects.toThrow(
      "forecast: U-Hop's kernels stand in stanhop, got net; choose that one",
    );
    await expect(tunedNet(input, { runtime, name: "stanhop", separation: "window" })).rejects.toThrow(
      "forecast: stanhop pools to prototypes, which have no order that a window could go by; take another separation",
    );
  });
});

describe("the parts it is made of", () => {
  const { values } = sampleColumn(60, { noise: 0.3 });

  it("naive forecasts repeat the last value and the last season", async () => {
    expect(Array.from((await naive(3).forecast(values, [10])).data)).toEqual([
      values[9],
      values[9],
      values[9],
    ]);
    expect(Array.from((await seasonalNaive(3, 2).forecast(values, [10])).data)).toEqual([
      values[8],
      values[9],
      values[8],
    ]);
    expect(() => seasonalNaive(3, 7).forecast(values, [6])).toThrow(
      /from 7 \(the past it needs\) to 60, got 6/,
    );
  });

  it("origins have a whole horizon left, evenly spaced, the last one among them", () => {
    expect(originsIn({ start: 10, end: 20 }, 4)).toEqual([10, 11, 12, 13, 14, 15, 16]);
    expect(originsIn({ start: 10, end: 20 }, 4, 3)).toEqual([10, 13, 16]);
    expect(originsIn({ start: 10, end: 20 }, 4, 1)).toEqual([16]);
    expect(originsIn({ start: 10, end: 13 }, 4)).toEqual([]);
  });

  it("a backtest's errors are forecast less value", async () => {
    const found = await backtest(naive(2), Float32Array.of(1, 2, 4, 7), [1, 2]);
    expect(Array.from(found.errors.data)).toEqual([-1, -3, -2, -5]);
    expect(found).toMatchObject({ mae: 11 / 4, mse: 39 / 4 });
  });

  it("a band holds the share of errors that it says", () => {
    const errors = fromRows(Array.from({ length: 100 }, (_, i) => [i % 2 ? i : -i]));
    expect(errorBand({ errors })?.halfWidths[0]).toBe(80);
    expect(errorBand({ errors })?.held).toBe(0);
    expect(errorBand({ errors: fromRows([[1], [2]]) })).toBeUndefined();
  });

  it("overlapping windows are one episode", () => {
    const windows = [3, 4, 5, 20, 21].map((start) => ({ start, weight: start === 4 ? 0.4 : 0.15 }));
    const found = episodesOf(windows, 3, 5);
    expect(found.map(({ start, count }) => [start, count])).toEqual([
      [4, 3],
      [20, 2],
    ]);
    expect(found[0].weight).toBeCloseTo(0.7);
  });
});
