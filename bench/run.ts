import { leastByName, type Reached } from "./goal.ts";
import { type Measurement, measure, type Question } from "./harness.ts";
import { type Machine, machineOf, machineText } from "./machine.ts";
import { goalsTable, tableOf } from "./table.ts";
import { NO_TORCH, openTorch, type Torch } from "./torch.ts";

/** Milliseconds: OpenMP's threads look out for more work for about one. A peer with one thread has none. */
const PAUSE = 3;

/** One run of some benches: what they share, and where their results go. */
export interface Run {
  /** Every count of threads to measure with: ours and PyTorch's. */
  readonly threads: readonly number[];
  readonly options: RunOptions;
  /** PyTorch with so many threads, in a process of its own that is shared by all benches. */
  torch(threads: number): Promise<Torch | undefined>;
  /** Measures, and shows the table unless told to be quiet. Fewer rounds than asked for where work is long. */
  measure(
    question: Question,
    limits: { threads: number; mostRounds?: number; quiet?: boolean },
  ): Promise<Measurement>;
  /** Shows and keeps what was measured elsewhere. */
  add(measurement: Measurement): void;
  /** Shows a text, and keeps the data that it was made of. */
  report(name: string, text: string, data: unknown): void;
  /** Says why something was left out. */
  note(text: string): void;
}

export interface RunOptions {
  readonly rounds: number;
  readonly threads: readonly number[];
  /** One JSON document at the end instead of tables. */
  readonly json: boolean;
  /** Whether benches write their pictures into `docs/`. */
  readonly plot: boolean;
}

/** A bench: asks its questions, one after the other. */
export type Bench = (run: Run) => Promise<void>;

/** What a run found: what `--json` prints. */
interface Findings {
  readonly measurements: Measurement[];
  readonly reports: { name: string; data: unknown }[];
  readonly notes: string[];
}

/** Runs the benches; the names of those that failed. */
export async function runBenches(
  benches: Readonly<Record<string, Bench>>,
  options: RunOptions,
): Promise<string[]> {
  const findings: Findings = { measurements: [], reports: [], notes: [] };
  const torches = new Map<number, Promise<Torch | undefined>>();
  const run = createRun(options, findings, torches);
  const failed: string[] = [];
  try {
    for (const [name, bench] of Object.entries(benches)) {
      await bench(run).catch((error: unknown) => {
        failed.push(name);
        run.note(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      });
      for (const torch of await opened(torches)) await torch.clear();
    }
    conclude(options, findings, machineOf(await opened(torches)));
  } finally {
    for (const torch of await opened(torches)) torch.close();
  }
  return failed;
}

function createRun(
  options: RunOptions,
  { measurements, reports, notes }: Findings,
  torches: Map<number, Promise<Torch | undefined>>,
): Run {
  const show = (text: string): void => void (options.json || process.stdout.write(`${text}\n`));
  const run: Run = {
    threads: options.threads,
    options,
    torch: async (threads) => {
      const known = torches.get(threads);
      if (known) return known;
      const torch = openTorch({ threads });
      torches.set(threads, torch);
      if (torches.size === 1 && !(await torch)) run.note(NO_TORCH);
      return torch;
    },
    measure: async (question, { threads, mostRounds = options.rounds, quiet = false }) => {
      const rounds = Math.min(options.rounds, mostRounds);
      const measurement = await measure(question, {
        rounds,
        warmUps: Math.min(3, rounds),
        pause: threads > 1 ? PAUSE : 0,
      });
      measurements.push(measurement);
      if (!quiet) show(tableOf(measurement));
      return measurement;
    },
    add: (measurement) => {
      measurements.push(measurement);
      show(tableOf(measurement));
    },
    report: (name, text, data) => {
      reports.push({ name, data });
      show(`${name}\n${text}\n`);
    },
    note: (text) => {
      notes.push(text);
      process.stderr.write(`${text}\n`);
    },
  };
  return run;
}

async function opened(torches: ReadonlyMap<number, Promise<Torch | undefined>>): Promise<Torch[]> {
  const all = await Promise.all([...torches.values()].map((torch) => torch.catch(() => undefined)));
  return all.filter((torch) => torch !== undefined);
}

/** The machine and the goals, or all of it as JSON. */
function conclude({ json }: RunOptions, findings: Findings, machine: Machine): void {
  const goals: Reached[] = leastByName(findings.measurements.flatMap((measurement) => measurement.goals));
  if (json) process.stdout.write(`${JSON.stringify({ machine, goals, ...findings })}\n`);
  else {
    process.stdout.write(machineText(machine));
    if (goals.length > 0) process.stdout.write(`\n${goalsTable(goals)}`);
  }
}
