import { resolve } from "node:path";
import {
  type Forecast,
  type ForecastOptions,
  forecasterNames,
  forecastSeries,
  ShortSeriesError,
} from "../forecast/index.ts";
import { columnsFrom, defaultTarget, type ReadingFlags, seriesFrom } from "./forecast-read.ts";
import { writeForecastCsv } from "./forecast-table.ts";
import { forecastText, jsonOfForecast } from "./forecast-text.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";
import { UsageError } from "./usage.ts";

/** What says how a series is forecast. */
export interface TaskFlags extends ReadingFlags {
  target?: readonly string[];
  horizon?: number;
  model?: string;
  season?: number;
}

interface Flags extends TaskFlags {
  csv?: string;
  report?: string;
  json?: true;
}

/** `madeleine forecast FILE`. */
export async function forecast(path: string, flags: Flags): Promise<void> {
  const { csv, report } = flags;
  if (csv !== undefined && report !== undefined && resolve(csv) === resolve(report)) {
    throw new UsageError("--csv and --report name the same file; give them two");
  }
  const forecasts = await forecastsOf(path, flags);
  if (csv) writeForecastCsv(csv, forecasts);
  if (report) (await import("./forecast-report.ts")).writeForecastReport(report, path, forecasts);
  if (flags.json) {
    answerJson(
      forecasts.length === 1
        ? jsonOfForecast(path, forecasts[0])
        : { forecasts: forecasts.map((one) => jsonOfForecast(path, one)) },
    );
  } else answer(forecasts.map((one) => forecastText(path, one)).join("\n\n"));
}

/** Forecasts of every target of a file. */
export async function forecastsOf(path: string, flags: TaskFlags): Promise<Forecast[]> {
  requireModel(flags.model);
  const series = seriesFrom(path, flags);
  const columns = columnsFrom(series, path, { ...flags, targets: flags.target ?? [defaultTarget(series)] });
  const { horizon, model, season } = flags;
  const forecasts: Forecast[] = [];
  const bar = stages();
  try {
    for (const column of columns) {
      const options: ForecastOptions = {
        ...(horizon !== undefined && { horizon }),
        ...(model !== undefined && { model }),
        ...(season !== undefined && { season }),
        name: `${path}: column ${JSON.stringify(column.name)}`,
        onProgress: bar.update,
      };
      forecasts.push(await forecastSeries(column, options));
    }
  } catch (error) {
    if (error instanceof ShortSeriesError) throw new UsageError(error.message);
    throw error;
  } finally {
    bar.end();
  }
  return forecasts;
}

function requireModel(model: string | undefined): void {
  if (model === undefined || forecasterNames.includes(model)) return;
  throw new UsageError(
    `--model: no forecaster is called "${model}"; choose one of ${forecasterNames.join(", ")}`,
  );
}
