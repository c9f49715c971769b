import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { realData } from "../../../test/real-data.ts";
import { readCsv } from "../csv.ts";
import { seriesColumn } from "./column.ts";
import { ettParts, partsByShare } from "./parts.ts";
import { readSeries, type Series } from "./series.ts";
import { stepText, timeText } from "./time-step.ts";

const read = (text: string, options: { date?: string } = {}): Series =>
  readSeries(readCsv(new TextEncoder().encode(text)), { name: "a.csv", ...options });
const valuesOf = ({ values }: Series): number[] => Array.from(values.data);

/** Daily rows from 1 January 2020. */
const daily = (values: readonly (number | string)[]): string =>
  `day,x\n${values.map((value, i) => `2020-01-${String(i + 1).padStart(2, "0")},${value}`).join("\n")}\n`;

describe("readSeries", () => {
  it("finds the dates wherever they stand, and the columns of numbers", () => {
    const series = read("x,when,place,y\n1,2020-01-01,a,2\n3,2020-01-02,b,4\n");
    expect(series).toMatchObject({ columns: ["x", "y"], start: Date.UTC(2020, 0, 1) });
    expect(valuesOf(series)).toEqual([1, 2, 3, 4]);
    expect(series.remarks).toEqual(['column "place" holds "a", no number; it is left out']);
  });

  it("brings rows into the order of time, averages repeated ones and leaves room for missing ones", () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `2020-01-${String((i % 28) + 1).padStart(2, "0")} ${i < 28 ? "00" : "12"}:00,${i}`,
    );
    const series = read(
      `date,x\n${rows.slice(0, 28).reverse().join("\n")}\n2020-01-03 00:00,8\n2020-01-31 00:00,30\n`,
    );
    expect(series.values.rows).toBe(31);
    expect(valuesOf(series).slice(0, 4)).toEqual([0, 1, 5, 3]);
    expect(valuesOf(series).slice(28)).toEqual([Number.NaN, Number.NaN, 30]);
    expect(series.remarks).toEqual([
      "rows were not in the order of time; they are now",
      "rows that repeat a time, averaged: 1",
      "2 times have no row, the first of them 2020-01-29",
    ]);
  });

  it("takes rows as they come where there are no dates, and says so", () => {
    const series = read("a;b\n1;2\n3;4\n5;6\n");
    expect(series).toMatchObject({ columns: ["a", "b"], step: { unit: "row", count: 1 } });
    expect(series.remarks[0]).toMatch(/no column of dates/);
  });

  it("reads what stands for a missing value as one", () => {
    expect(valuesOf(read(daily([1, "NA", "", "NaN", "?", 6])))).toEqual([
      1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      6,
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["no rows", "date,x\n", /has 0 rows/],
    [
      "no numbers",
      "date,x\n2020-01-01,a\n2020-01-02,b\n",
      /has no column of numbers: row 1, column "x" holds "a"/,
    ],
    ["decimal commas", "date;x\n2020-01-01;1,5\n2020-01-02;2,5\n", /"1,5"; write a decimal point/],
    ["only dates", "date\n2020-01-01\n2020-01-02\n", /it has only dates/],
    [
      "a broken date",
      daily([1, 2, 3, 4, 5, 6]).replace("2020-01-04", "2020-14-01"),
      /row 4, column "day": "2020-14-01" is no date like the others \(year-month-day\)/,
    ],
    ["one date", "date,x\n2020-01-01,1\n2020-01-01,2\n", /all rows have the same date/],
    [
      "several series in one",
      "date,x\n2020-01-01,1\n2020-01-01,2\n2020-01-02,1\n2020-01-02,2\n",
      /2 of 4 rows repeat a time \(2020-01-01 is the first\)/,
    ],
    [
      "uneven steps",
      "date,x\n2020-01-01 00:00,1\n2020-01-01 01:00,2\n2020-01-01 02:00,3\n2020-01-01 02:31,3\n2020-01-01 03:17,4\n",
      /its times are irregular: the commonest step is hourly, and 2 of 5 rows/,
    ],
    ["a column twice", "date,x,x\n2020-01-01,1,2\n2020-01-02,1,2\n", /more than one column "x"/],
  ])("refuses %s in one line", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^a\.csv: [^\n]*$/);
  });

  it("uses the column of dates that it is given", () => {
    const text = "made,date,x\n2020-01-01,2020-05-01,1\n2020-01-03,2020-05-02,2\n2020-01-05,2020-05-03,3\n";
    expect(read(text).start).toBe(Date.UTC(2020, 4, 1));
    expect(read(text, { date: "made" }).start).toBe(Date.UTC(2020, 0, 1));
    expect(() => read(text, { date: "x" })).toThrow(/column "x" holds "1", which is no date/);
    expect(() => read(text, { date: "z" })).toThrow(/has no column "z"; its columns are "made", "date", "x"/);
  });
});

describe("seriesColumn", () => {
  it("fills short gaps by straight lines and cuts off the ends", () => {
    const column = seriesColumn(read(daily(["", 1, "", "", 4, 5, "", 7, 8, 9, 10, 11, 12, 13, ""])), "x");
    expect(Array.from(column.values)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(timeText(column, 0)).toBe("2020-01-02");
    expect(column.remarks).toEqual([
      'column "x" begins at 2020-01-02',
      'column "x" ends at 2020-01-14',
      'column "x": 3 missing values were filled by straight lines (the longest gap has 2, from 2020-01-03)',
    ]);
  });

  it("refuses long gaps, naming when they are, empty columns and columns that aren't there", () => {
    const series = read(daily([1, "", "", "", 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
    const of = (column: string, maxGap: number) => (): unknown =>
      seriesColumn(series, column, { maxGap, name: "a.csv" });
    expect(of("x", 2)).toThrow(
      /^a\.csv: column "x": 3 values in a row are missing, 2020-01-02 to 2020-01-04; gaps of up to 2/,
    );
    expect(of("y", 2)).toThrow(/has no column of numbers "y"; its columns are "x"/);
    expect(() => seriesColumn(read(daily(["", ""])), "x")).toThrow(/has no values/);
    expect(() => seriesColumn(read(daily([1, "", 3, "", 5, "", 7])), "x")).toThrow(
      /3 of 7 values are missing/,
    );
  });
});

describe("parts", () => {
  it("are 7 : 1 : 2, rounded as published, or 12, 4 and 4 months", () => {
    expect(partsByShare(35064)).toEqual({
      train: { start: 0, end: 24544 },
      validation: { start: 24544, end: 28052 },
      test: { start: 28052, end: 35064 },
    });
    expect(ettParts(24)).toMatchObject({
      train: { end: 8640 },
      validation: { end: 11520 },
      test: { end: 14400 },
    });
  });
});

describe.each([
  ["ETTh1", "OT", 17420, "hourly", "2018-06-26 19:00"],
  ["ETTm1", "OT", 69680, "every 15 minutes", "2018-06-26 19:45"],
  ["WTH", "WetBulbCelsius", 35064, "hourly", "2013-12-31 23:00"],
  ["ECL_0_OT", "OT", 26304, "hourly", "2019-07-02 01:00"],
  ["traffic_0", "0", 17544, "hourly", "2016-12-31 23:00"],
])("the published %s", (file, target, length, step, last) => {
  const path = realData(`series/${file}.csv.gz`);
  it.skipIf(path === undefined)(
    "is read as it is, without a remark (skipped where the data is absent)",
    () => {
      const series = readSeries(readCsv(readFileSync(path ?? "")));
      expect(series.values.rows).toBe(length);
      expect(series.columns).toContain(target);
      expect(stepText(series.step)).toBe(step);
      expect(timeText(series, length - 1)).toBe(last);
      expect(series.remarks).toEqual([]);
    },
  );
});
