import { basename } from "node:path";
import { writeBytes } from "../data/index.node.ts";
import type { Forecast } from "../forecast/index.ts";
import { forecastPage } from "../report/index.node.ts";

/** Writes the page of a file's forecasts. */
export function writeForecastReport(path: string, file: string, forecasts: readonly Forecast[]): void {
  writeBytes(path, forecastPage({ fileName: basename(file), forecasts }));
}
