import { expect, it } from "vitest";
import { goalsTable, tableOf } from "./table.ts";

it("a measurement is a line per contender, with the ratio to the fastest peer and what the contender notes", () => {
  const timings = [
    { name: "ours", minimum: 1, median: 2, ratio: 4, note: "wasm", times: [] },
    { name: "torch", minimum: 7.5, median: 8, ratio: 1, note: undefined, times: [] },
  ];
  const measurement = { name: "sum", peer: "torch", rounds: 3, timings, goals: [] };
  expect(tableOf(measurement).split("\n")).toEqual([
    "sum (3 rounds)",
    "  contender  min ms  median ms  faster than torch",
    "  ours        1.000      2.000              4.00×  wasm",
    "  torch       7.500      8.000              1.00×",
    "",
  ]);
});

it("a goal is reached, missed, or not measured", () => {
  const goals = [2.5, 1.2, undefined].map((measured) => ({ name: "batch", atLeast: 2, measured }));
  expect(goalsTable(goals).split("\n")).toEqual([
    "  target  wanted      measured  reached?",
    "  batch   ≥ 2.0×         2.50×       yes",
    "  batch   ≥ 2.0×         1.20×        no",
    "  batch   ≥ 2.0×  not measured         –",
    "",
  ]);
});
