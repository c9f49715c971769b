import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, normal } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { madeleine, scratchFolder } from "./run.ts";

let cwd: string;
const rowCount = 160;

/** `load.csv`: daily, a season of 7, three values missing, beside a column of words. */
beforeAll(() => {
  cwd = scratchFolder();
  const random = createRandom(1);
  const rows = Array.from({ length: rowCount }, (_, t) => {
    const date = new Date(Date.UTC(2020, 0, 1) + t * 86_400_000).toISOString().slice(0, 10);
    const value = 20 + 4 * Math.sin((2 * Math.PI * t) / 7) + 0.3 * normal(random);
    return [date, "north", t % 50 === 20 ? "" : value.toFixed(3), (value / 2).toFixed(3)].join(",");
  });
  writeFileSync(join(cwd, "load.csv"), `day,place,load,half\n${rows.join("\n")}\n`);
  writeFileSync(join(cwd, "few.csv"), "day,load\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n");
});

describe("madeleine forecast", () => {
  it("forecasts a file in one command, and tells what it did to the data", async () => {
    const run = await madeleine(
      ["forecast", "load.csv", "--target", "load", "--horizon", "7", "--csv", "o.csv", "--report", "p.html"],
      { cwd },
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /^load\.csv, column load: 160 values, daily, 2020-01-01 to 2020-06-08; it repeats itself after 7 steps/,
    );
    expect(run.stdout).toContain("2020-06-09");
    expect(run.stdout).toMatch(/seasonal-naive .*\n/);
    expect(run.stdout).toContain("Remembered: the past that is most like the last window");
    expect(run.stderr).toBe(
      'load.csv: column "place" holds "north", no number; it is left out\n' +
        'load.csv: column "load": 3 missing values were filled by straight lines (the longest gap has 1, from 2020-01-21)\n',
    );
    const [head, first, ...rest] = readFileSync(join(cwd, "o.csv"), "utf8").trim().split("\n");
    expect(head).toBe("date,load,load low,load high");
    expect(first).toMatch(/^2020-06-09(,[\d.]+){3}$/);
    expect(rest).toHaveLength(6);
    expect(readFileSync(join(cwd, "p.html"), "utf8")).toContain("The next 7 steps of");
  });

  it("prints one JSON document; several targets, a given season and model", async () => {
    const args = [
      "forecast",
      "load.csv",
      "--target",
      "load",
      "--target",
      "half",
      "--horizon",
      "3",
      "--season",
      "7",
    ];
    const run = await madeleine([...args, "--model", "seasonal-naive", "--json"], { cwd });
    const { forecasts } = JSON.parse(run.stdout) as {
      forecasts: { column: string; model: string; forecast: object[] }[];
    };
    expect(forecasts.map(({ column, model }) => [column, model])).toEqual([
      ["load", "seasonal-naive"],
      ["half", "seasonal-naive"],
    ]);
    expect(forecasts[1].forecast).toHaveLength(3);
    expect(forecasts[1].forecast[0]).toMatchObject({ time: "2020-06-09", value: expect.any(Number) });
  });

  it("keeps a forecaster, and forecasts a newer file by it", async () => {
    const trained = await madeleine(
      [
        "forecast",
        "train",
        "load.csv",
        "--target",
        "half",
        "--horizon",
        "4",
        "--model",
        "recall",
        "--out",
        "h.forecaster",
      ],
      { cwd },
    );
    expect(trained.stdout).toMatch(/^h\.forecaster: recall for 4 steps of half: windows of/);
    const run = await madeleine(["forecast", "predict", "load.csv", "--with", "h.forecaster", "--json"], {
      cwd,
    });
    const { column, model, forecast } = JSON.parse(run.stdout) as {
      column: string;
      model: string;
      forecast: object[];
    };
    expect([column, model, forecast.length]).toEqual(["half", "recall", 4]);
  });

  it.each([
    ["net", ["--separation", "sparsemax"], "sparsemax"],
    ["stanhop", [], "entmax"],
    ["stanhop", ["--uhop"], "entmax, with U-Hop"],
  ])(
    "trains a net where one is asked for, keeps it, and asks it again: %s %s",
    async (model, more, settings) => {
      const args = ["forecast", "train", "load.csv", "--target", "half", "--horizon", "3", "--model", model];
      const trained = await madeleine(
        [...args, "--epochs", "1", ...more, "--out", "n.forecaster", "--json"],
        {
          cwd,
        },
      );
      expect(trained.code).toBe(0);
      const told = JSON.parse(trained.stdout) as { model: string; forecast: { value: number }[] };
      expect(told.model).toBe(model);
      expect(trained.stdout).toContain(`values, ${settings}, trained on the first part`);
      const run = await madeleine(["forecast", "predict", "load.csv", "--with", "n.forecaster", "--json"], {
        cwd,
      });
      const { forecast } = JSON.parse(run.stdout) as { forecast: { value: number }[] };
      forecast.forEach(({ value }, h) => {
        expect(value).toBeCloseTo(told.forecast[h].value, 3);
      });
    },
  );

  it.each<[string, string[], number, RegExp]>([
    [
      "a target that isn't there",
      ["load.csv", "--target", "place"],
      2,
      /--target "place" is no column of numbers in load\.csv; it has "load", "half"/,
    ],
    ["U-Hop without its net", ["load.csv", "--uhop"], 2, /--uhop: it is for --model stanhop; say that too/],
    [
      "a separation without a net",
      ["load.csv", "--separation", "sparsemax"],
      2,
      /--separation: it is for a net; say --model net or stanhop too/,
    ],
    [
      "a window in STanHop-Net",
      ["load.csv", "--model", "stanhop", "--separation", "window"],
      2,
      /--separation window: stanhop can't have it, only net; choose another/,
    ],
    [
      "a model that there isn't",
      ["load.csv", "--model", "oracle"],
      2,
      /no forecaster is called "oracle"; choose one of recall/,
    ],
    [
      "too long a horizon",
      ["load.csv", "--horizon", "50"],
      2,
      /160 values are too few to forecast 50 steps and say how well/,
    ],
    ["no file", ["none.csv"], 1, /none\.csv: no such file/],
    [
      "a gap too long",
      ["load.csv", "--target", "load", "--max-gap", "0"],
      1,
      /a value is missing, 2020-01-21; gaps of up to 0/,
    ],
    ["too few rows", ["few.csv"], 2, /3 values are too few/],
    [
      "a file that holds no forecaster",
      ["predict", "load.csv", "--with", "load.csv"],
      1,
      /load\.csv: is cut short or no \.safetensors file/,
    ],
  ])("says in one line that there is %s", async (_, args, code, message) => {
    const run = await madeleine(["forecast", ...args], { cwd });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });
});
