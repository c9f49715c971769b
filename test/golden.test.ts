import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenFiles, goldenFolder } from "./golden-runners/case.ts";
import { runEnergy } from "./golden-runners/energy.ts";
import { BLOCKS, runEngineSeparation } from "./golden-runners/engine.ts";
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
  "layers.json": (golden) => BLOCKS[String(golden.input.layer)](golden),
};

/** The room that a case waits for; everything else must run. */
function missingRoom({ input }: GoldenCase): string | undefined {
  return "layer" in input && !(String(input.layer) in BLOCKS) ? "layers/" : undefined;
}

describe.each(goldenFiles())("golden values of %s", (file) => {
  for (const golden of goldenCases(file)) {
    const room = missingRoom(golden);
    if (room) it.skip(`${golden.name} (${room} is not there yet)`, () => {});
    else
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
