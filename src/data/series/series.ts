import { type Matrix, zeros } from "../../math/index.ts";
import type { CsvTable } from "../csv.ts";
import { commonestStep, placeOf, stepText, type TimeGrid, timeText } from "./time-step.ts";
import { firstUnreadable, isDateName, readTimes } from "./times.ts";

/** Several quantities measured at the same, evenly spaced times. */
export interface Series extends TimeGrid {
  /** The quantities: the columns that hold numbers. */
  readonly columns: readonly string[];
  /** `[T, columns]`, in the order of time; NaN where nothing was measured. */
  readonly values: Matrix;
  /** What had to be done to the rows to make them a series, in sentences. */
  readonly remarks: readonly string[];
}

/** A row of the table: when, and which. */
interface Placed {
  readonly place: number;
  readonly row: number;
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const missing = /^(?:|na|n\/a|nan|null|none|nil|-|--|\?|\.|#n\/a|missing)$/i;

/** So many of the rows may stand beside the steps, or twice. */
const toleratedShare = 0.05;

/** Between its first and its last time, a series has at most so many times what it has rows. */
const mostStretched = 20;

/**
 * A table as a time series. The column of dates is found by itself; rows are brought into the order of time and onto
 * even steps, whose length is the commonest one; rows of the same time are averaged; times without a row have NaN.
 * Without dates, rows count as evenly spaced.
 * @param options.date the column of dates, where it isn't to be found.
 * @param options.name names the file in errors.
 * @throws Error in one line: no numbers, a date that can't be read, times that repeat or steps that vary too much.
 */
export function readSeries(table: CsvTable, options: { date?: string; name?: string } = {}): Series {
  const { name = "csv" } = options;
  if (table.rows.length < 2) {
    throw new Error(`${name}: has ${table.rows.length} rows below its first line; a series needs at least 2`);
  }
  const dates = datesOf(table, options.date, name);
  const remarks: string[] = [];
  const columns = table.columns.flatMap((column, index) => {
    if (index === dates?.index) return [];
    if (table.rows.every((row) => isNumberOrMissing(row[index]))) return [{ column, index }];
    remarks.push(
      `column ${JSON.stringify(column)} holds ${sampleText(table, index)}, no number; it is left out`,
    );
    return [];
  });
  requireColumns(
    columns.map(({ column }) => column),
    { table, dates: dates?.index, name },
  );
  const { placed, grid } = dates
    ? placedByDate(dates.times, name, remarks)
    : { placed: table.rows.map((_, row) => ({ place: row, row })), grid: byRow };
  if (!dates) remarks.push("no column of dates was found; rows count as evenly spaced");
  const values = spread(
    table,
    placed,
    columns.map(({ index }) => index),
  );
  return { columns: columns.map(({ column }) => column), values, ...grid, remarks };
}

const byRow: TimeGrid = { start: 0, step: { unit: "row", count: 1 } };

function datesOf(
  table: CsvTable,
  wanted: string | undefined,
  name: string,
): { index: number; times: Float64Array } | undefined {
  const textsOf = (index: number): string[] => table.rows.map((row) => row[index] ?? "");
  const order = candidates(table, wanted, name);
  for (const index of order) {
    const found = readTimes(textsOf(index), table.columns[index]);
    if (found) return { index, times: found.times };
  }
  for (const index of order) {
    const bad = firstUnreadable(textsOf(index), table.columns[index]);
    if (!bad || (wanted === undefined && !isDateName(table.columns[index]))) continue;
    throw new Error(
      `${name}: row ${bad.row + 1}, column ${JSON.stringify(table.columns[index])}: ${JSON.stringify(textsOf(index)[bad.row])} is no date like the others (${bad.format}); correct it or leave the row out`,
    );
  }
  if (wanted === undefined) return undefined;
  throw new Error(
    `${name}: column ${JSON.stringify(wanted)} holds ${sampleText(table, order[0])}, which is no date; write dates as 2016-07-01 or 2016-07-01 14:00`,
  );
}

/** The columns to look for dates in: the one named, or those named like dates, then the others. */
function candidates(table: CsvTable, wanted: string | undefined, name: string): number[] {
  const all = table.columns.map((_, i) => i);
  if (wanted === undefined) {
    const likely = all.filter((i) => isDateName(table.columns[i]));
    return [...likely, ...all.filter((i) => !likely.includes(i))];
  }
  const index = table.columns.indexOf(wanted);
  if (index < 0)
    throw new Error(`${name}: has no column ${JSON.stringify(wanted)}; ${columnsText(table.columns)}`);
  return [index];
}

/** "its columns are …", for errors. */
export function columnsText(columns: readonly string[]): string {
  const shown = columns.slice(0, 20).map((column) => JSON.stringify(column));
  return `its columns are ${shown.join(", ")}${columns.length > 20 ? ", …" : ""}`;
}

function requireColumns(
  columns: readonly string[],
  { table, dates, name }: { table: CsvTable; dates: number | undefined; name: string },
): void {
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice !== undefined) {
    throw new Error(`${name}: has more than one column ${JSON.stringify(twice)}; rename them`);
  }
  if (columns.length > 0) return;
  const index = table.columns.findIndex((_, i) => i !== dates);
  const row = table.rows.findIndex((fields) => !isNumberOrMissing(fields[index]));
  const got =
    index < 0
      ? "it has only dates"
      : `row ${row + 1}, column ${JSON.stringify(table.columns[index])} holds ${JSON.stringify(table.rows[row]?.[index] ?? "")}${commaHint(table.rows[row]?.[index])}`;
  throw new Error(`${name}: has no column of numbers: ${got}`);
}

function commaHint(text = ""): string {
  return /^[+-]?\d+,\d+$/.test(text.trim()) ? "; write a decimal point" : "";
}

function isNumberOrMissing(text = ""): boolean {
  const trimmed = text.trim();
  return missing.test(trimmed) || (number.test(trimmed) && Number.isFinite(Math.fround(Number(trimmed))));
}

function sampleText(table: CsvTable, index: number): string {
  const text =
    table.rows.find((row) => !isNumberOrMissing(row[index]))?.[index] ?? table.rows[0][index] ?? "";
  return `${JSON.stringify(text.slice(0, 40))}${commaHint(text)}`;
}

function placedByDate(
  times: Float64Array,
  name: string,
  remarks: string[],
): { placed: Placed[]; grid: TimeGrid } {
  const order = Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  const moved = order.filter((row, i) => i > 0 && row < order[i - 1]).length;
  if (moved > 0) remarks.push("rows were not in the order of time; they are now");
  const unique = Float64Array.from(new Set(order.map((row) => times[row])));
  if (unique.length < 2) throw new Error(`${name}: all rows have the same date; a series needs several`);
  const grid: TimeGrid = { start: unique[0], step: commonestStep(unique) };
  const exact = order.map((row) => ({ place: placeOf(grid, times[row]), row }));
  const placed = exact.map(({ place, row }) => ({ place: Math.round(place), row }));
  const off = exact.filter(({ place }) => Math.abs(place - Math.round(place)) > 0.02).length;
  requireRegular({ placed, off, grid, name }, remarks);
  return { placed, grid };
}

/** @throws Error where too few of the rows lie on even steps for a series to be made of them. */
function requireRegular(
  { placed, off, grid, name }: { placed: readonly Placed[]; off: number; grid: TimeGrid; name: string },
  remarks: string[],
): void {
  const count = placed.length;
  const last = placed[count - 1].place;
  const step = stepText(grid.step);
  if (off > toleratedShare * count || last + 1 > mostStretched * count) {
    const found = off > 0 ? `${off} of ${count} rows lie beside` : "most times have no row in";
    throw new Error(
      `${name}: its times are irregular: the commonest step is ${step}, and ${found} such steps; bring the rows onto even steps (by averages, say) first`,
    );
  }
  const distinct = new Set(placed.map(({ place }) => place)).size;
  if (count - distinct > toleratedShare * count) {
    const repeated = placed.find(({ place }, i) => i > 0 && placed[i - 1].place === place)?.place ?? 0;
    throw new Error(
      `${name}: ${count - distinct} of ${count} rows repeat a time (${timeText(grid, repeated)} is the first); where the file holds several series, give each a column of its own`,
    );
  }
  if (off > 0) remarks.push(`rows beside the even steps (${step}), moved to the nearest: ${off}`);
  if (count > distinct) remarks.push(`rows that repeat a time, averaged: ${count - distinct}`);
  if (last + 1 > distinct) remarks.push(missingTimesText(placed, grid));
}

function missingTimesText(placed: readonly Placed[], grid: TimeGrid): string {
  const at = placed.findIndex(({ place }, i) => i > 0 && place > placed[i - 1].place + 1);
  const absent = placed[placed.length - 1].place + 1 - new Set(placed.map(({ place }) => place)).size;
  const first = timeText(grid, placed[at - 1].place + 1);
  return absent === 1
    ? `1 time has no row: ${first}`
    : `${absent} times have no row, the first of them ${first}`;
}

/** The rows at their places, averaged where several have one; NaN elsewhere. */
function spread(table: CsvTable, placed: readonly Placed[], indices: readonly number[]): Matrix {
  const values = zeros(placed[placed.length - 1].place + 1, indices.length);
  indices.forEach((index, j) => {
    const sums = new Float64Array(values.rows);
    const counts = new Uint32Array(values.rows);
    for (const { place, row } of placed) {
      const text = (table.rows[row][index] ?? "").trim();
      if (missing.test(text)) continue;
      sums[place] += Number(text);
      counts[place]++;
    }
    for (let t = 0; t < values.rows; t++) values.data[t * indices.length + j] = sums[t] / counts[t];
  });
  return values;
}
