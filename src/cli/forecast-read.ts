import { readBytes } from "../data/index.node.ts";
import {
  readCsv,
  readSeries,
  type Series,
  type SeriesColumn,
  seriesColumn,
  stepText,
  timeText,
} from "../data/index.ts";
import { remark } from "./output.ts";
import { UsageError } from "./usage.ts";

/** How a file is read. */
export interface ReadingFlags {
  date?: string;
  maxGap: number;
}

/** The series in a CSV file; what had to be done to it is told on stderr. */
export function seriesFrom(path: string, { date }: ReadingFlags): Series {
  const series = readSeries(readCsv(readBytes(path), path), {
    name: path,
    ...(date !== undefined && { date }),
  });
  for (const text of series.remarks) remark(`${path}: ${text}`);
  return series;
}

/** Columns of it without gaps; what was filled is told on stderr. */
export function columnsFrom(
  series: Series,
  path: string,
  { targets, maxGap }: ReadingFlags & { targets: readonly string[] },
): SeriesColumn[] {
  const wrong = targets.find((target) => !series.columns.includes(target));
  if (wrong !== undefined) {
    const known = series.columns.slice(0, 20).map((column) => JSON.stringify(column));
    throw new UsageError(
      `--target ${JSON.stringify(wrong)} is no column of numbers in ${path}; it has ${known.join(", ")}${series.columns.length > 20 ? ", …" : ""}`,
    );
  }
  return [...new Set(targets)].map((target) => {
    const column = seriesColumn(series, target, { maxGap, name: path });
    for (const text of column.remarks) remark(`${path}: ${text}`);
    return column;
  });
}

/** The published name of the target, or the last column. */
export function defaultTarget(series: Series): string {
  return series.columns.includes("OT") ? "OT" : series.columns[series.columns.length - 1];
}

/** "17,420 values, hourly, 2016-07-01 00:00 to 2018-06-26 19:00". */
export function extentText(column: SeriesColumn): string {
  const { values, step } = column;
  const count = String(values.length).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${count} values, ${stepText(step)}, ${timeText(column, 0)} to ${timeText(column, values.length - 1)}`;
}
