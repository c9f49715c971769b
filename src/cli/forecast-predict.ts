import { readBytes } from "../data/index.node.ts";
import { type Series, stepText } from "../data/index.ts";
import { forecastBy, openForecaster, type SavedForecaster } from "../forecast/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import type { OnnxRuntime } from "../onnx/index.ts";
import { columnsFrom, extentText, type ReadingFlags, seriesFrom } from "./forecast-read.ts";
import { pointsOf, writeForecastCsv } from "./forecast-table.ts";
import { bandText, stepsText } from "./forecast-text.ts";
import { answer, answerJson } from "./output.ts";

interface Flags extends ReadingFlags {
  with: string;
  target?: string;
  csv?: string;
  json?: true;
}

/** `madeleine forecast predict FILE --with FORECASTER`. */
export async function predict(path: string, flags: Flags): Promise<void> {
  let runtime: OnnxRuntime | undefined;
  try {
    const open = async (): Promise<OnnxRuntime> => {
      runtime = await openOnnx();
      return runtime;
    };
    const saved = await openForecaster(readBytes(flags.with), { name: flags.with, runtime: open });
    await predictBy(saved, path, flags);
  } finally {
    await runtime?.close();
  }
}

async function predictBy(saved: SavedForecaster, path: string, flags: Flags): Promise<void> {
  const series = seriesFrom(path, flags);
  requireSteps(series, saved, path, flags.with);
  const [column] = columnsFrom(series, path, { ...flags, targets: [targetOf(series, saved, flags.target)] });
  const { forecaster, band } = saved;
  if (column.values.length < forecaster.past) {
    throw new Error(
      `${path}: has ${column.values.length} values; ${flags.with} looks at the last ${forecaster.past}`,
    );
  }
  const continued = { column, values: await forecastBy(saved, column), band };
  if (flags.csv) writeForecastCsv(flags.csv, [continued]);
  if (flags.json) {
    const { name: model, settings, horizon } = forecaster;
    const told = band ? { share: band.share, held: band.held } : null;
    answerJson({
      file: path,
      column: column.name,
      model,
      settings,
      horizon,
      band: told,
      forecast: pointsOf(continued),
    });
    return;
  }
  answer(
    [
      `${path}, column ${column.name}: ${extentText(column)}`,
      `The next ${forecaster.horizon} steps by ${forecaster.name}: ${forecaster.settings}`,
      stepsText(continued),
      bandText(band),
    ].join("\n"),
  );
}

/** @throws Error where the steps aren't those that were learned. */
function requireSteps({ step }: Series, saved: SavedForecaster, path: string, from: string): void {
  if (step.unit === saved.step.unit && step.count === saved.step.count) return;
  throw new Error(
    `${path}: its steps are ${stepText(step)}; ${from} learned ${stepText(saved.step)}; train on steps like these`,
  );
}

/** The column asked for, that of the same name, or the only one. */
function targetOf({ columns }: Series, { column }: SavedForecaster, wanted: string | undefined): string {
  if (wanted !== undefined) return wanted;
  return columns.length === 1 ? columns[0] : column;
}
