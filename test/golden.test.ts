import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenFiles, goldenFolder } from "./golden-runners/case.ts";
import { runEnergy } from "./golden-runners/energy.ts";
import { BLOCKS, runEngineSeparation } from "./golden-runners/engine.ts";
import { isLayer, runLayer } from "./golden-runners/layers.ts";
import { runMetric } from "./golden-runners/metrics.ts";
import { runRetrieval } from "./golden-runners/retrieval.ts";
import { runSeparation } from "./golden-runners/separation.ts";
import { runSimilarity } from "./golden-runners/similarity.ts";
import { runSvr } from "./golden-runners/svr.ts";
import { runUhop } from "./golden-runners/uhop.ts";

const runners: Record<string, (golden: GoldenCase) => void | Promise<void>> = {
  "similarity.json": runSimilarity,
  "separation.json": async (golden) => {
    runSeparation(golden);
    await runEngineSeparation(golden);
  },
  "energy.json": runEnergy,
  "retrieval.json": runRetrieval,
  "metrics.json": runMetric,
  "svr.json": runSvr,
  "uhop.json": runUhop,
  "layers.json": (golden) =>
    isLayer(golden) ? runLayer(golden) : BLOCKS[String(golden.input.layer)](golden),
};

describe.each(goldenFiles())("golden values of %s", (file) => {
  for (const golden of goldenCases(file)) {
    it(golden.name, async () => {
      const run = runners[file];
      if (!run) throw new Error(`no runner for ${file}`);
      await run(golden);
    });
  }
});

it("finds the files in the golden folder", () => {
  expect(goldenFiles(), goldenFolder).toEqual(expect.arrayContaining(Object.keys(runners)));
});
