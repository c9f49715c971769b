import { type SeriesParts, seriesColumn } from "../data/index.ts";
import {
  backtest,
  type Forecaster,
  fitLinear,
  naive,
  originsIn,
  seasonalNaive,
  seasonsOf,
  standardOf,
} from "../forecast/index.ts";
import { createRandom, type Matrix, zeros } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { learnSeries, stanhopNet } from "../zoo/index.ts";
import type { CellContext } from "./experiment.ts";
import { publishedParts, type SeriesName } from "./series-data.ts";

export const stanhopModels = ["STanHop-Net", "with U-Hop", "naive", "seasonal naive", "linear map"] as const;

export type StanhopCell = {
  readonly data: SeriesName;
  readonly model: (typeof stanhopModels)[number];
  readonly horizon: number;
  readonly past: number;
  readonly segment: number;
  readonly width: number;
  readonly layers: number;
  readonly epochs: number;
  readonly windows: number;
  readonly run: number;
};

export type StanhopOutcome = {
  readonly mse: number;
  readonly mae: number;
  /** Mean losses of the first epoch and of the last; null for what isn't trained. */
  readonly losses: readonly [number, number] | null;
};

/** At so many places errors are measured, and epochs compared. */
const [testOrigins, validationOrigins] = [500, 100];

/** All quantities forecast from the past of all, fitted to the published training part. */
export async function stanhopCell(cell: StanhopCell, { data, random }: CellContext): Promise<StanhopOutcome> {
  const series = data.series(cell.data);
  const parts = publishedParts(cell.data, series.values.rows);
  const columns = series.columns.map((name) => {
    const { values } = seriesColumn(series, name, { name: cell.data });
    return standardOf(values.subarray(0, parts.train.end), name)
      .standardised(values)
      .subarray(0, parts.test.end);
  });
  const origins = originsIn(parts.test, cell.horizon, testOrigins);
  if (cell.model !== "STanHop-Net" && cell.model !== "with U-Hop") {
    return { ...(await plainErrors(columns, { cell, parts, origins })), losses: null };
  }
  const values = besideEachOther(columns);
  const runtime = await openOnnx();
  try {
    const { horizon, past, segment, width, layers, epochs, windows, model } = cell;
    // Both nets of a setting start alike and see the same windows.
    const shared = createRandom(1, JSON.stringify({ ...cell, model: "" }));
    const settings = {
      series: columns.length,
      past,
      horizon,
      segment,
      width,
      layers,
      separation: "entmax" as const,
    };
    const learned = await learnSeries({
      ...{ runtime, values, past, horizon, epochs, windows, batchSize: 16, rate: 5e-4, weightDecay: 0 },
      ...{ loss: "absolute", patience: 25, kernelRate: 0.1, seed: Math.floor(2 ** 32 * random.next()) },
      net: stanhopNet({ ...settings, kernels: model === "with U-Hop" }, shared),
      origins: originsIn({ start: past, end: parts.train.end }, horizon),
      validation: originsIn(parts.validation, horizon, validationOrigins),
    });
    try {
      const { losses } = learned;
      const errors = errorsOf(await learned.forecast(values, origins), values, origins);
      return { ...errors, losses: [losses[0], losses[losses.length - 1]] };
    } finally {
      await learned.close();
    }
  } finally {
    await runtime.close();
  }
}

/** Every quantity on its own; the mean over them. */
async function plainErrors(
  columns: readonly Float32Array[],
  { cell, parts, origins }: { cell: StanhopCell; parts: SeriesParts; origins: readonly number[] },
): Promise<Pick<StanhopOutcome, "mse" | "mae">> {
  let [mse, mae] = [0, 0];
  for (const values of columns) {
    const found = await backtest(plainFor(values, cell, parts.train.end), values, origins);
    mse += found.mse / columns.length;
    mae += found.mae / columns.length;
  }
  return { mse, mae };
}

function plainFor(values: Float32Array, { model, horizon, past }: StanhopCell, end: number): Forecaster {
  if (model === "naive") return naive(horizon);
  if (model === "linear map") return fitLinear({ values, end, horizon }, { window: past });
  return seasonalNaive(horizon, seasonsOf(values.subarray(0, end))[0]?.length ?? 1);
}

function besideEachOther(columns: readonly Float32Array[]): Matrix {
  const values = zeros(columns[0].length, columns.length);
  columns.forEach((column, j) => {
    column.forEach((value, t) => {
      values.data[t * columns.length + j] = value;
    });
  });
  return values;
}

function errorsOf(
  found: Matrix,
  values: Matrix,
  origins: readonly number[],
): Pick<StanhopOutcome, "mse" | "mae"> {
  let [squares, sizes] = [0, 0];
  origins.forEach((origin, b) => {
    for (let i = 0; i < found.columns; i++) {
      const error = found.data[b * found.columns + i] - values.data[origin * values.columns + i];
      squares += error * error;
      sizes += Math.abs(error);
    }
  });
  return { mse: squares / found.data.length, mae: sizes / found.data.length };
}
