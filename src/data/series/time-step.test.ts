import { describe, expect, it } from "vitest";
import { commonestStep, placeOf, stepText, timeAt, timeText } from "./time-step.ts";

const hour = 3_600_000;
const day = 24 * hour;
const times = (...texts: string[]): Float64Array =>
  Float64Array.from(texts, (text) => Date.parse(`${text}Z`));

describe("commonestStep", () => {
  it.each([
    ["hourly", times("2020-01-01T00:00", "2020-01-01T01:00", "2020-01-01T04:00", "2020-01-01T05:00")],
    ["every 15 minutes", times("2020-01-01T00:00", "2020-01-01T00:15", "2020-01-01T00:30")],
    ["daily", times("2020-01-03T00:00", "2020-01-04T00:00", "2020-01-05T00:00")],
    ["weekly", times("2020-01-01T00:00", "2020-01-08T00:00", "2020-01-15T00:00")],
    ["monthly", times("2020-01-01T00:00", "2020-02-01T00:00", "2020-03-01T00:00")],
    ["monthly", times("2020-01-31T00:00", "2020-02-29T00:00", "2020-03-31T00:00")],
    ["every 3 months", times("2020-01-01T00:00", "2020-04-01T00:00", "2020-07-01T00:00")],
    ["yearly", times("2020-06-01T00:00", "2021-06-01T00:00", "2022-06-01T00:00")],
  ])("is %s", (text, given) => expect(stepText(commonestStep(given))).toBe(text));

  it("leaves weekends out where there are none", () => {
    // 2020-01-01 was a Wednesday.
    const days = [0, 1, 2, 5, 6, 7, 8, 9].map((i) => Date.UTC(2020, 0, 1) + i * day);
    const step = commonestStep(Float64Array.from(days));
    expect(stepText(step)).toBe("every weekday");
    expect(days.map((time) => placeOf({ start: days[0], step }, time))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe("timeAt", () => {
  it.each([
    { start: Date.UTC(2020, 0, 31), step: { unit: "month", count: 1 } as const },
    { start: Date.UTC(2020, 0, 15, 6), step: { unit: "month", count: 3 } as const },
    { start: Date.UTC(2020, 0, 3), step: { unit: "weekday", count: 1 } as const },
    { start: Date.UTC(2020, 0, 3, 1), step: { unit: "millisecond", count: hour } as const },
    { start: 0, step: { unit: "row", count: 1 } as const },
  ])("is undone by placeOf: $step", (grid) => {
    for (let place = 0; place < 40; place++) expect(placeOf(grid, timeAt(grid, place))).toBe(place);
  });

  it("ends months on their last day where they began so", () => {
    const grid = { start: Date.UTC(2020, 0, 31), step: { unit: "month", count: 1 } as const };
    expect([0, 1, 2, 3].map((place) => timeText(grid, place))).toEqual([
      "2020-01-31",
      "2020-02-29",
      "2020-03-31",
      "2020-04-30",
    ]);
  });
});

describe("timeText", () => {
  it("is as exact as the steps", () => {
    const start = Date.UTC(2016, 6, 1);
    expect(timeText({ start, step: { unit: "millisecond", count: hour } }, 25)).toBe("2016-07-02 01:00");
    expect(timeText({ start, step: { unit: "millisecond", count: 7 * day } }, 1)).toBe("2016-07-08");
    expect(timeText({ start, step: { unit: "millisecond", count: 1500 } }, 2)).toBe("2016-07-01 00:00:03");
    expect(timeText({ start: 0, step: { unit: "row", count: 1 } }, 4)).toBe("row 5");
  });
});
