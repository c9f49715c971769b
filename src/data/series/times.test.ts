import { describe, expect, it } from "vitest";
import { firstUnreadable, readTimes } from "./times.ts";

const utc = (...parts: [number, number, number?, number?, number?, number?]): number =>
  Date.UTC(parts[0], parts[1] - 1, parts[2] ?? 1, parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0);

describe("readTimes", () => {
  it.each<[string, number]>([
    ["2016-07-01", utc(2016, 7, 1)],
    ["2016-07-01 14:05", utc(2016, 7, 1, 14, 5)],
    ["2016-07-01T14:05:09.25Z", utc(2016, 7, 1, 14, 5, 9) + 250],
    ["2016-07-01T14:05:09+02:00", utc(2016, 7, 1, 12, 5, 9)],
    ["2016/7/1 2:00", utc(2016, 7, 1, 2)],
    ["31.12.2013 23:00", utc(2013, 12, 31, 23)],
    ["12/31/2013 23:00", utc(2013, 12, 31, 23)],
    ["12/31/13 11:00 PM", utc(2013, 12, 31, 23)],
    ["12/31/13 12:00 AM", utc(2013, 12, 31)],
    ["2016-07", utc(2016, 7)],
    ["20160701", utc(2016, 7, 1)],
    ["1467331200", utc(2016, 7, 1)],
    ["1467331200000", utc(2016, 7, 1)],
    ["2016", utc(2016, 1)],
  ])("reads %s", (text, time) => {
    expect(Array.from(readTimes([text], "date")?.times ?? [])).toEqual([time]);
  });

  it.each(["2016-13-01", "2016-02-30", "31/31/2016", "2016-07-01 25:00", "12:00", "", "monday", "13:00 PM"])(
    "doesn't read %j",
    (text) => expect(readTimes([text], "date")).toBeUndefined(),
  );

  it("takes plain numbers for dates only in a column called so", () => {
    expect(readTimes(["2016", "2017"], "load")).toBeUndefined();
    expect(readTimes(["2016", "2017"], "Year")?.format).toBe("year");
  });

  it("tells month from day by what fits all rows, and by even steps where both do", () => {
    expect(readTimes(["1/2/2010", "1/13/2010"], "date")?.format).toBe("month/day/year");
    expect(readTimes(["1/2/2010", "13/2/2010"], "date")?.format).toBe("day/month/year");
    expect(readTimes(["1/2/2010", "2/2/2010", "3/2/2010"], "date")?.format).toBe("day/month/year");
    expect(readTimes(["2/1/2010", "2/2/2010", "2/3/2010"], "date")?.format).toBe("month/day/year");
  });

  it("names the first of few that can't be read", () => {
    const texts = ["2020-01-01", "2020-01-02", "2020-01-O3", "2020-01-04", "2020-01-05", "2020-01-06"];
    expect(firstUnreadable(texts, "date")).toEqual({ row: 2, format: "year-month-day" });
    expect(firstUnreadable(["a", "b", "c"], "date")).toBeUndefined();
  });
});
