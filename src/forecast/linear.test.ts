import { describe, expect, it } from "vitest";
import { solveLinear } from "../math/index.ts";
import { fitLinear, linearWeights, windowProducts } from "./linear.ts";
import { sampleColumn, sampleWalk } from "./sample-series.ts";

/** Ridge regression as it is defined: rows of the past relative to their last value, centred. */
function plainWeights(
  values: Float32Array,
  window: number,
  horizon: number,
  ridge: number,
): { W: number[][]; bias: number[] } {
  const rows: number[][] = [];
  const targets: number[][] = [];
  for (let s = 0; s + window + horizon <= values.length; s++) {
    const last = values[s + window - 1];
    rows.push(Array.from({ length: window - 1 }, (_, i) => values[s + i] - last));
    targets.push(Array.from({ length: horizon }, (_, h) => values[s + window + h] - last));
  }
  const mean = (of: number[][], j: number): number => of.reduce((sum, row) => sum + row[j] / of.length, 0);
  const means = rows[0].map((_, j) => mean(rows, j));
  const targetMeans = targets[0].map((_, h) => mean(targets, h));
  const gram = means.map((_, i) =>
    means.map((_, j) => rows.reduce((sum, row) => sum + (row[i] - means[i]) * (row[j] - means[j]), 0)),
  );
  const power = gram.reduce((sum, row, i) => sum + row[i], 0) / gram.length;
  gram.forEach((row, i) => {
    row[i] += ridge * power;
  });
  const W = targetMeans.map((target, h) =>
    solveLinear(
      gram,
      means.map((_, i) =>
        rows.reduce((sum, row, s) => sum + (row[i] - means[i]) * (targets[s][h] - target), 0),
      ),
    ),
  );
  const bias = targetMeans.map((target, h) => target - W[h].reduce((sum, w, i) => sum + w * means[i], 0));
  return { W, bias };
}

describe("the linear forecaster", () => {
  const { values } = sampleWalk(90);

  it.each([
    [5, 3, 0.01, 8],
    [8, 2, 1, 20],
    [2, 4, 0.1, 6],
  ])(
    "of windows of %d and horizon %d, ridge %d, is ridge regression as defined",
    (window, horizon, ridge, length) => {
      const found = linearWeights(windowProducts(values, length), { window, horizon, ridge });
      // Longer sums take the last places of longer stretches, so they see fewer of them.
      const { W, bias } = plainWeights(values.subarray(length - window - horizon), window, horizon, ridge);
      W.forEach((row, h) => {
        row.forEach((w, i) => {
          expect(found.weights.data[h * window + i]).toBeCloseTo(w, 5);
        });
        expect(found.weights.data[h * window + window - 1]).toBe(0);
        expect(found.bias[h]).toBeCloseTo(bias[h], 5);
      });
    },
  );

  it("continues a straight line and a sum of sines exactly", async () => {
    const line = Float32Array.from({ length: 60 }, (_, t) => t / 10);
    const [next] = (
      await fitLinear({ values: line, end: 60, horizon: 3 }, { window: 4 }).forecast(line, [60])
    ).data;
    expect(next).toBeCloseTo(6, 4);
    const { values: smooth } = sampleColumn(300, { noise: 0 });
    const wave = smooth.map((value) => value - 20);
    const fitted = fitLinear({ values: wave, end: 200, horizon: 10 }, { window: 70, ridge: 1e-6 });
    const forecasts = await fitted.forecast(wave, [250]);
    forecasts.data.forEach((value, h) => {
      expect(Math.abs(value - wave[250 + h])).toBeLessThan(0.02);
    });
  });

  it("learns from what comes before `end` only", () => {
    const changed = values.map((value, t) => (t >= 60 ? 1e3 : value));
    const options = { window: 6, ridge: 0.1 };
    const [a, b] = [values, changed].map((of) => fitLinear({ values: of, end: 60, horizon: 3 }, options).map);
    expect(a).toEqual(b);
  });

  it("refuses a past and a horizon that the series doesn't hold", () => {
    expect(() => fitLinear({ values, end: 8, horizon: 4 }, { window: 6 })).toThrow(
      /8 values hold no stretch of 10/,
    );
  });
});
