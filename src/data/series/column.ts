import { columnsText, type Series } from "./series.ts";
import { type TimeGrid, timeAt, timeText } from "./time-step.ts";

/** One quantity of a series without gaps. */
export interface SeriesColumn extends TimeGrid {
  readonly name: string;
  /** `[T]`, every one finite. */
  readonly values: Float32Array;
  /** How many of the values were missing and lie on straight lines between their neighbours. */
  readonly filled: number;
  /** What was done about missing values, in sentences. */
  readonly remarks: readonly string[];
}

export interface ColumnOptions {
  /** The longest run of missing values that is filled. Default: 24. */
  readonly maxGap?: number;
  /** Names the file in errors. */
  readonly name?: string;
}

/** At most this share of a column may be filled. */
const mostFilled = 0.25;

/**
 * A column of a series, made whole: missing values at its ends are cut off, short gaps are filled by straight lines
 * between their neighbours.
 * @throws RangeError for a column that there isn't; Error for a gap longer than `maxGap`, naming when it is, for a
 * column without values, and for one of which more than a quarter would have to be filled.
 */
export function seriesColumn(series: Series, column: string, options: ColumnOptions = {}): SeriesColumn {
  const { maxGap = 24, name = "series" } = options;
  const index = series.columns.indexOf(column);
  if (index < 0) {
    throw new RangeError(
      `${name}: has no column of numbers ${JSON.stringify(column)}; ${columnsText(series.columns)}`,
    );
  }
  const { rows, columns, data } = series.values;
  const all = Float32Array.from({ length: rows }, (_, t) => data[t * columns + index]);
  const first = all.findIndex((value) => !Number.isNaN(value));
  const last = all.findLastIndex((value) => !Number.isNaN(value));
  if (first < 0) throw new Error(`${name}: column ${JSON.stringify(column)} has no values`);
  const values = all.slice(first, last + 1);
  const gaps = gapsOf(values);
  const told = { series, column, name, first };
  const filled = gaps.reduce((sum, { length }) => sum + length, 0);
  requireShort(gaps, { ...told, maxGap });
  if (filled > mostFilled * values.length) {
    throw new Error(
      `${name}: column ${JSON.stringify(column)}: ${filled} of ${values.length} values are missing; choose another column (--target) or a coarser step`,
    );
  }
  fill(values, gaps);
  return {
    name: column,
    values,
    filled,
    remarks: remarksOf(gaps, { ...told, rows, last, filled }),
    ...{ start: timeAt(series, first), step: series.step },
  };
}

interface Gap {
  readonly start: number;
  readonly length: number;
}

function gapsOf(values: Float32Array): Gap[] {
  const gaps: Gap[] = [];
  for (let t = 0; t < values.length; t++) {
    if (!Number.isNaN(values[t])) continue;
    const start = t;
    while (Number.isNaN(values[t + 1])) t++;
    gaps.push({ start, length: t - start + 1 });
  }
  return gaps;
}

interface Told {
  readonly series: Series;
  readonly column: string;
  readonly name: string;
  readonly first: number;
}

function requireShort(
  gaps: readonly Gap[],
  { series, column, name, first, maxGap }: Told & { maxGap: number },
): void {
  const long = gaps.find(({ length }) => length > maxGap);
  if (!long) return;
  const [from, to] = [first + long.start, first + long.start + long.length - 1];
  throw new Error(
    `${name}: column ${JSON.stringify(column)}: ${long.length === 1 ? `a value is missing, ${timeText(series, from)}` : `${long.length} values in a row are missing, ${timeText(series, from)} to ${timeText(series, to)}`}; gaps of up to ${maxGap} are filled by straight lines (--max-gap); fill it yourself, or begin the file after it`,
  );
}

function fill(values: Float32Array, gaps: readonly Gap[]): void {
  for (const { start, length } of gaps) {
    const [before, after] = [values[start - 1], values[start + length]];
    for (let i = 0; i < length; i++) values[start + i] = before + ((after - before) * (i + 1)) / (length + 1);
  }
}

function remarksOf(
  gaps: readonly Gap[],
  { series, column, first, rows, last, filled }: Told & { rows: number; last: number; filled: number },
): string[] {
  const remarks: string[] = [];
  if (first > 0) remarks.push(`column ${JSON.stringify(column)} begins at ${timeText(series, first)}`);
  if (last < rows - 1) remarks.push(`column ${JSON.stringify(column)} ends at ${timeText(series, last)}`);
  if (filled > 0) {
    const longest = gaps.reduce((most, gap) => (gap.length > most.length ? gap : most));
    const where = `the longest gap has ${longest.length}, from ${timeText(series, first + longest.start)}`;
    remarks.push(
      `column ${JSON.stringify(column)}: ${filled === 1 ? "1 missing value was" : `${filled} missing values were`} filled by straight lines (${where})`,
    );
  }
  return remarks;
}
