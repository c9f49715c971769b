import { resolve } from "node:path";
import {
  type Forecast,
  type ForecastOptions,
  forecasterNames,
  forecastSeries,
  type NetChoice,
  netNames,
  ShortSeriesError,
  tunedNet,
} from "../forecast/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import type { OnnxRuntime } from "../onnx/index.ts";
import type { NetSeparation } from "../zoo/index.ts";
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
  separation?: NetSeparation["separation"];
  uhop?: true;
  epochs: number;
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
  await withForecasts(path, flags, (forecasts) => tell(path, flags, forecasts));
}

async function tell(path: string, flags: Flags, forecasts: readonly Forecast[]): Promise<void> {
  const { csv, report, json } = flags;
  if (csv) writeForecastCsv(csv, forecasts);
  if (report) (await import("./forecast-report.ts")).writeForecastReport(report, path, forecasts);
  if (!json) answer(forecasts.map((one) => forecastText(path, one)).join("\n\n"));
  else if (forecasts.length === 1) answerJson(jsonOfForecast(path, forecasts[0]));
  else answerJson({ forecasts: forecasts.map((one) => jsonOfForecast(path, one)) });
}

/** Hands the forecasts of every target of a file to `use`, while a trained net can still be asked. */
export async function withForecasts<T>(
  path: string,
  flags: TaskFlags,
  use: (forecasts: readonly [Forecast, ...Forecast[]]) => T | Promise<T>,
): Promise<T> {
  requireModel(flags);
  const series = seriesFrom(path, flags);
  const columns = columnsFrom(series, path, { ...flags, targets: flags.target ?? [defaultTarget(series)] });
  const bar = stages();
  const nets = isNet(flags.model) ? openNets(flags, flags.model, bar.update) : undefined;
  try {
    const forecasts: Forecast[] = [];
    for (const column of columns) {
      const name = `${path}: column ${JSON.stringify(column.name)}`;
      const options = { ...optionsFrom(flags), name, onProgress: bar.update };
      forecasts.push(await forecastSeries(column, { ...options, ...(nets && { others: nets.others }) }));
    }
    bar.end();
    return await use(forecasts as [Forecast, ...Forecast[]]);
  } catch (error) {
    if (error instanceof ShortSeriesError) throw new UsageError(error.message);
    throw error;
  } finally {
    bar.end();
    await nets?.close();
  }
}

/** Whether it is a forecaster that is trained, and only where it is asked for. */
function isNet(model: string | undefined): model is NetChoice["name"] {
  return netNames.some((name) => name === model);
}

function optionsFrom({ horizon, model, season }: TaskFlags): ForecastOptions {
  return {
    ...(horizon !== undefined && { horizon }),
    ...(model !== undefined && { model }),
    ...(season !== undefined && { season }),
  };
}

/** What trains nets; its runtime is opened with the first. */
function openNets(
  { separation, epochs, uhop }: TaskFlags,
  name: NetChoice["name"],
  onProgress: (stage: string, done: number, total: number) => void,
): Required<Pick<ForecastOptions, "others">> & { close(): Promise<void> } {
  const toClose: { close(): Promise<void> }[] = [];
  let runtime: OnnxRuntime | undefined;
  return {
    others: async (input) => {
      runtime ??= await openOnnx();
      const told = (done: number, total: number): void => onProgress("train", done, total);
      const net = await tunedNet(input, {
        ...{ runtime, name, epochs, kernels: uhop === true, onProgress: told },
        ...(separation && { separation }),
      });
      toClose.push(net);
      return [net];
    },
    close: async () => {
      for (const one of toClose) await one.close();
      await runtime?.close();
    },
  };
}

function requireModel({ model, separation, uhop }: TaskFlags): void {
  const known = [...forecasterNames, ...netNames];
  if (model !== undefined && !known.includes(model)) {
    throw new UsageError(`--model: no forecaster is called "${model}"; choose one of ${known.join(", ")}`);
  }
  if (uhop && model !== "stanhop") throw new UsageError("--uhop: it is for --model stanhop; say that too");
  if (separation && !isNet(model)) {
    throw new UsageError(`--separation: it is for a net; say --model ${netNames.join(" or ")} too`);
  }
  if (separation === "window" && model === "stanhop") {
    throw new UsageError("--separation window: stanhop can't have it, only net; choose another");
  }
}
