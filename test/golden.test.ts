import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenFiles, goldenFolder } from "./golden-runners/case.ts";
import { runEnergy } from "./golden-runners/energy.ts";
import { runMetric } from "./golden-runners/metrics.ts";
import { runRetrieval } from "./golden-runners/retrieval.ts";
import { runSeparation } from "./golden-runners/separation.ts";
import { runSimilarity } from "./golden-runners/similarity.ts";
import { runSvr } from "./golden-runners/svr.ts";
import { runUhop } from "./golden-runners/uhop.ts";

const runners: Record<string, (golden: GoldenCase) => void> = {
  "similarity.json": runSimilarity,
  "separation.json": runSeparation,
  "energy.json": runEnergy,
  "retrieval.json": runRetrieval,
  "metrics.json": runMetric,
  "svr.json": runSvr,
  "uhop.json": runUhop,
};

/** The files of rooms that don't exist yet, with the room's name; everything else must run. */
const missingRooms: Readonly<Record<string, string>> = { "layers.json": "layers/" };

describe.each(goldenFiles())("golden values of %s", (file) => {
  for (const golden of goldenCases(file)) {
    const room = missingRooms[file];
    if (room) it.skip(`${golden.name} (${room} is not there yet)`, () => {});
    else
      it(golden.name, () => {
        const run = runners[file];
        if (!run) throw new Error(`no runner for ${file}`);
        run(golden);
      });
  }
});

it("finds the files in the golden folder", () => {
  expect(goldenFiles(), goldenFolder).toEqual(expect.arrayContaining(Object.keys(runners)));
});
