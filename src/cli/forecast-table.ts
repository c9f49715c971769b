import { writeBytes } from "../data/index.node.ts";
import { type SeriesColumn, timeText, writeCsv } from "../data/index.ts";
import type { ErrorBand } from "../forecast/index.ts";

/** What comes after a column. */
export interface Continued {
  readonly column: SeriesColumn;
  readonly values: Float64Array;
  readonly band: ErrorBand | undefined;
}

/** One step of a forecast. */
export interface ForecastPoint {
  readonly time: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export function pointsOf({ column, values, band }: Continued): ForecastPoint[] {
  return Array.from(values, (value, h) => {
    const width = band?.halfWidths[h];
    return {
      time: timeText(column, column.values.length + h),
      value: rounded(value),
      low: width === undefined ? null : rounded(value - width),
      high: width === undefined ? null : rounded(value + width),
    };
  });
}

/** A row per time; of every column its forecast and the ends of its band. */
export function writeForecastCsv(path: string, forecasts: readonly Continued[]): void {
  const rows = new Map<string, (string | number)[]>();
  const width = 1 + 3 * forecasts.length;
  forecasts.forEach((forecast, i) => {
    for (const { time, value, low, high } of pointsOf(forecast)) {
      const row = rows.get(time) ?? [time, ...Array.from({ length: width - 1 }, () => "")];
      [value, low ?? "", high ?? ""].forEach((cell, j) => {
        row[1 + 3 * i + j] = cell;
      });
      rows.set(time, row);
    }
  });
  const columns = forecasts.flatMap(({ column: { name } }) => [name, `${name} low`, `${name} high`]);
  writeBytes(path, writeCsv({ columns: ["date", ...columns], rows: [...rows.values()] }));
}

/** Seven digits: what float32 holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
