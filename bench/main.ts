import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Measurement, measure, type Question } from "./harness.ts";
import { retrieveBench } from "./retrieve.bench.ts";
import { scoresBench } from "./scores.bench.ts";
import { tableOf } from "./table.ts";
import { NO_TORCH, openTorch, type Torch } from "./torch.ts";

/** Every bench by its name on the command line. */
const BENCHES: Readonly<Record<string, (torch: Torch | undefined) => Promise<Question[]>>> = {
  retrieve: retrieveBench,
  scores: scoresBench,
};

const USAGE = `Usage: npm run bench -- [name …] [--json] [--rounds 25] [--threads 1]

  name       ${Object.keys(BENCHES).join(", ")} (default: all)
  --json     one JSON document on stdout instead of tables
  --rounds   how often every contender runs
  --threads  how many threads PyTorch may use
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "25" },
    threads: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const [rounds, threads] = [Number(values.rounds), Number(values.threads)];
const wrong = names.some((name) => !Object.hasOwn(BENCHES, name)) || !(rounds >= 1) || !(threads >= 1);

if (values.help || wrong) {
  process[wrong ? "stderr" : "stdout"].write(USAGE);
  process.exitCode = wrong ? 2 : 0;
} else {
  await runBenches();
}

async function runBenches(): Promise<void> {
  const torch = await openTorch({ threads });
  if (!torch) process.stderr.write(`${NO_TORCH}\n`);
  try {
    const measurements: Measurement[] = [];
    for (const name of names) {
      for (const question of (await BENCHES[name]?.(torch)) ?? []) {
        const measurement = await measure(question, { rounds });
        if (!values.json) process.stdout.write(`${tableOf(measurement)}\n`);
        measurements.push(measurement);
      }
    }
    if (values.json) process.stdout.write(`${JSON.stringify({ machine: machine(torch), measurements })}\n`);
  } finally {
    torch?.close();
  }
}

/** What the numbers depend on, besides the code. */
function machine(torch: Torch | undefined): Record<string, string | number | undefined> {
  const processor = cpus()[0]?.model;
  return {
    node: process.version,
    processor,
    processors: availableParallelism(),
    torch: torch?.version,
    threads,
  };
}
