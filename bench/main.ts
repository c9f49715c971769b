import { parseArgs } from "node:util";
import { batchBench } from "./batch.bench.ts";
import { browserBench } from "./browser.bench.ts";
import { codecsBench } from "./codecs.bench.ts";
import { crossoverBench } from "./crossover.bench.ts";
import { gridBench } from "./grid.bench.ts";
import { kernelBench } from "./kernel.bench.ts";
import { memoryBench } from "./memory.bench.ts";
import { type Bench, runBenches } from "./run.ts";
import { scalingBench } from "./scaling.bench.ts";
import { scoresBench } from "./scores.bench.ts";
import { separationBench } from "./separation.bench.ts";
import { seriesBench } from "./series.bench.ts";
import { singleBench } from "./single.bench.ts";
import { trainingBench } from "./training.bench.ts";
import { visionBench } from "./vision.bench.ts";

/** Every bench by its name on the command line. */
const BENCHES: Readonly<Record<string, Bench>> = {
  single: singleBench,
  batch: batchBench,
  separation: separationBench,
  scores: scoresBench,
  grid: gridBench,
  scaling: scalingBench,
  memory: memoryBench,
  crossover: crossoverBench,
  kernel: kernelBench,
  training: trainingBench,
  series: seriesBench,
  vision: visionBench,
  codecs: codecsBench,
  browser: browserBench,
};

const USAGE = `Usage: npm run bench -- [name …] [--json] [--rounds 25] [--threads 1,2] [--plot]

  name       ${Object.keys(BENCHES).join(", ")} (default: all)
  --json     one JSON document on stdout instead of tables
  --rounds   how often every contender runs at most
  --threads  counts of threads, ours and PyTorch's; each is measured
  --plot     scaling draws docs/cost.svg
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "25" },
    threads: { type: "string", default: "1,2" },
    plot: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const [rounds, threads] = [Number(values.rounds), values.threads.split(",").map(Number)];
const counts = [rounds, ...threads].every((count) => Number.isInteger(count) && count >= 1);
const wrong = !counts || names.some((name) => !Object.hasOwn(BENCHES, name));

if (values.help || wrong) {
  process[wrong ? "stderr" : "stdout"].write(USAGE);
  process.exitCode = wrong ? 2 : 0;
} else {
  const chosen = Object.fromEntries(Object.entries(BENCHES).filter(([name]) => names.includes(name)));
  const { json, plot } = values;
  const failed = await runBenches(chosen, { rounds, threads, json, plot });
  if (failed.length > 0) process.exitCode = 1;
}
