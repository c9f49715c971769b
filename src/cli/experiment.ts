import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import {
  dataFolder,
  type Experiment,
  experimentNamed,
  experiments,
  gateFailed,
  InterruptedError,
  openData,
  type PresetName,
  presetNames,
  type ResultDocument,
  type ResultFiles,
  resultFiles,
  runExperiment,
  writeResults,
} from "../experiments/index.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson, remark, table } from "./output.ts";
import { progressBar } from "./progress.ts";
import { asUsage, seedNumber } from "./usage.ts";

interface Flags {
  preset: PresetName;
  seed: number;
  out: string;
  fresh?: true;
  json?: true;
  data?: string;
}

const help = `
Finished cells are kept in the folder: a run that was interrupted, or killed, goes on where it stopped. Exit code 5
says that a claim failed which the experiment itself makes; claims of a paper that fail are findings.

Example: madeleine experiment capacity --preset quick`;

/** `madeleine experiment`: published figures and tables, their numbers beside ours. */
export function configure(command: Command): void {
  command
    .argument("<name>", `${experiments.map(({ name }) => name).join(" | ")}, or list to say what they are`)
    .option("--preset <name>", presetNames.join(" | "), presetNamed, "quick")
    .option("--seed <number>", "another seed draws other runs", seedNumber, 1)
    .option("--out <folder>", "where results are written", "madeleine-experiments")
    .option("--fresh", "run cells again that are kept")
    .option("--data <folder>", "published data (default: MADELEINE_DATA, or ../shared/data)")
    .option("--json", "print one JSON document")
    .addHelpText("after", help)
    .action(run);
}

async function run(name: string, flags: Flags): Promise<void> {
  if (name === "list") {
    list(flags);
    return;
  }
  const experiment = asUsage(() => experimentNamed(name));
  const { preset, seed } = flags;
  const files = resultFiles(flags.out, { name, preset, seed });
  try {
    const document = writeResults(files, experiment, {
      ...{ preset, seed },
      results: await resultsOf(experiment, flags, files),
    });
    if (flags.json) answerJson({ ...document, files });
    else answer(textOf(document, files));
    process.exitCode = gateFailed(document) ? ExitCode.gateFailed : ExitCode.done;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    remark(`madeleine: ${error.message}`);
    process.exitCode = ExitCode.interrupted;
  }
}

/** Runs what isn't kept yet; the first Ctrl-C ends it after the present cell, a second one at once. */
async function resultsOf(
  experiment: Experiment,
  { preset, seed, fresh, data, out }: Flags,
  { kept }: ResultFiles,
): ReturnType<typeof runExperiment> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  const bar = progressBar(`${experiment.name}, ${preset}`);
  try {
    return await runExperiment(experiment, {
      ...{ preset, seed, kept, fresh: fresh === true },
      data: openData(dataFolder(data), { cacheFolder: join(out, "made") }),
      onProgress: bar.update,
      signal: interruption.signal,
    });
  } finally {
    bar.end();
    process.off("SIGINT", interrupt);
  }
}

function presetNamed(name: string): PresetName {
  const found = presetNames.find((known) => known === name);
  if (!found) throw new InvalidArgumentError(`choose one of ${presetNames.join(", ")}.`);
  return found;
}

function list({ json }: Flags): void {
  if (json) {
    answerJson(
      experiments.map(({ name, title, paper, question, presets }) => ({
        ...{ name, title, paper, question },
        presets: Object.fromEntries(
          presetNames.map((preset) => {
            const { about, seconds, data, cells } = presets[preset];
            return [preset, { about, seconds, data, cells: cells.length }];
          }),
        ),
      })),
    );
    return;
  }
  const rows = experiments.map(({ name, title, presets: { quick, paper } }) => [
    name,
    title,
    `about ${timeText(quick.seconds)}`,
    `about ${timeText(paper.seconds)}`,
  ]);
  answer(table([["experiment", "shows", "--preset quick", "--preset paper"], ...rows]));
}

function timeText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function textOf({ title, paper, claims, numbers }: ResultDocument, { json, page }: ResultFiles): string {
  const of = (by: "paper" | "here"): string[] =>
    claims
      .filter((claim) => claim.by === by)
      .map(({ verdict, statement, reason }) => `  ${verdict.padEnd(8)}  ${statement}\n            ${reason}`);
  const parts = [`${title}\nAfter ${paper}.`];
  if (of("paper").length > 0) parts.push(["The paper says:", ...of("paper")].join("\n"));
  if (of("here").length > 0) parts.push(["This experiment says:", ...of("here")].join("\n"));
  if (numbers.length > 0) parts.push(table([["number", "published", "here", "±"], ...numbers.map(rowOf)]));
  parts.push(`Drawn: open ${page}\nEvery number: ${json}`);
  return parts.join("\n\n");
}

function rowOf({ name, published, ours, spread }: ResultDocument["numbers"][number]): string[] {
  const text = (value: number | null): string =>
    value === null ? "–" : String(Number(value.toPrecision(3)));
  return [name, text(published), text(ours), text(spread)];
}
