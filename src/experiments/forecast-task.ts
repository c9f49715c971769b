import { seriesColumn } from "../data/index.ts";
import {
  backtest,
  compared,
  type Forecaster,
  fitLinear,
  naive,
  originsIn,
  recallForecaster,
  seasonalNaive,
  seasonsOf,
  standardOf,
  tuned,
} from "../forecast/index.ts";
import { matrix } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { type ForecasterNetSettings, forecasterNet, learnSeries, type NetSeparation } from "../zoo/index.ts";
import type { CellContext } from "./experiment.ts";
import type { TableNet } from "./forecast-printed.ts";
import { publishedParts, type SeriesName, targetOf } from "./series-data.ts";

/** What needs no descent, for comparison. */
export const plainForecasters = ["naive", "seasonal naive", "linear map", "recall"] as const;

export type PlainForecaster = (typeof plainForecasters)[number];

export type ForecastCell = {
  readonly data: SeriesName;
  readonly model: TableNet | PlainForecaster | "dense, ordered";
  /** Of the past as of the future, as published. */
  readonly horizon: number;
  readonly width: number;
  readonly epochs: number;
  readonly windows: number;
  readonly batch: number;
  readonly run: number;
};

export type ForecastOutcome = { readonly mse: number; readonly mae: number };

/** At so many places errors are measured, and epochs compared. */
const [testOrigins, validationOrigins] = [500, 100];

/** How each of the table's nets separates; windows as published for 96, 192, 336 and 720. */
export function separationFor(net: TableNet | "dense, ordered", horizon: number): NetSeparation {
  const reaches: Readonly<Record<number, number>> = { 96: 8, 192: 12, 336: 14, 720: 16 };
  switch (net) {
    case "sparse":
      return { separation: "sparsemax" };
    case "top-20%":
      return { separation: "top-k", fraction: 0.2 };
    case "top-50%":
      return { separation: "top-k", fraction: 0.5 };
    case "top-80%":
      return { separation: "top-k", fraction: 0.8 };
    case "window":
      return { separation: "window", reach: reaches[horizon] ?? 2 };
    case "random features":
      return { separation: "random-features" };
    case "linear":
      return { separation: "linear" };
    default:
      return { separation: "softmax" };
  }
}

/** Fits one forecaster to the published training part, and measures it on the test part. */
export async function forecastCell(cell: ForecastCell, context: CellContext): Promise<ForecastOutcome> {
  const { data, horizon, model } = cell;
  const series = context.data.series(data);
  const column = seriesColumn(series, targetOf(data, series), { name: data });
  const parts = publishedParts(data, column.values.length);
  const standard = standardOf(column.values.subarray(0, parts.train.end), data);
  const values = standard.standardised(column.values).subarray(0, parts.test.end);
  const origins = originsIn(parts.test, horizon, testOrigins);
  const plain = plainForecasters.find((name) => name === model);
  if (plain) {
    const { mse, mae } = await backtest(await plainFor(plain, { values, cell, parts }), values, origins);
    return { mse, mae };
  }
  const runtime = await openOnnx();
  try {
    const net = forecasterNet(netSettings(cell), context.random);
    const all = matrix(values, values.length, 1);
    const learned = await learnSeries({
      ...{ runtime, net, values: all, past: horizon, horizon },
      origins: originsIn({ start: horizon, end: parts.train.end }, horizon),
      validation: originsIn(parts.validation, horizon, validationOrigins),
      ...{ epochs: cell.epochs, windows: cell.windows, batchSize: cell.batch },
      seed: Math.floor(2 ** 32 * context.random.next()),
    });
    try {
      const { mse, mae } = compared(await learned.forecast(all, origins), values, origins);
      return { mse, mae };
    } finally {
      await learned.close();
    }
  } finally {
    await runtime.close();
  }
}

/** The settings of a cell's net. */
export function netSettings({ model, horizon, width }: ForecastCell): ForecasterNetSettings {
  const net = model as TableNet | "dense, ordered";
  const ordered = net === "dense, ordered" ? { positions: true, relative: true } : {};
  return { ...separationFor(net, horizon), past: horizon, horizon, width, ...ordered };
}

interface PlainInput {
  readonly values: Float32Array;
  readonly cell: ForecastCell;
  readonly parts: ReturnType<typeof publishedParts>;
}

/** Fitted to the training part; recall's options are chosen on the validation part. */
async function plainFor(name: PlainForecaster, { values, cell, parts }: PlainInput): Promise<Forecaster> {
  const { horizon } = cell;
  const train = values.subarray(0, parts.train.end);
  const seasons = seasonsOf(train);
  switch (name) {
    case "naive":
      return naive(horizon);
    case "seasonal naive":
      return seasonalNaive(horizon, seasons[0]?.length ?? 1);
    case "linear map":
      return fitLinear({ values, end: parts.train.end, horizon }, { window: horizon });
    case "recall": {
      const origins = originsIn(parts.validation, horizon, 64);
      const found = await tuned("recall", { values, horizon, trainEnd: parts.train.end, origins, seasons });
      const fitted = found?.fit(parts.train.end);
      if (!fitted || !("recall" in fitted)) throw new Error("forecast-table: recall can't be fitted");
      return recallForecaster(horizon, fitted.recall as Parameters<typeof recallForecaster>[1], train);
    }
  }
}
