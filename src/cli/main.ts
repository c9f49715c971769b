#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { ExitCode } from "./exit-code.ts";
import { remark } from "./output.ts";
import { UsageError } from "./usage.ts";
import { versionOfPackage } from "./version.ts";

/** What a command's module offers: it adds its options to `command` and its action. */
export interface CommandModule {
  configure(command: Command): void;
}

const commands: Record<string, { summary: string; load(): Promise<CommandModule> }> = {
  bags: {
    summary: "learn to tell bags of instances apart (multiple-instance learning)",
    load: () => import("./bags.ts"),
  },
  classify: {
    summary: "learn to tell your own pictures apart, a folder for each class",
    load: () => import("./classify.ts"),
  },
  demo: {
    summary: "make 300 little pictures, damage one, recall it: no data, no network",
    load: () => import("./demo.ts"),
  },
  export: {
    summary: "write a memory's vectors and names into a file that other programs read",
    load: () => import("./export.ts"),
  },
  import: {
    summary: "add vectors from a safetensors or npz file to a memory",
    load: () => import("./import.ts"),
  },
  recall: {
    summary: "bring back the stored picture that a damaged one comes from",
    load: () => import("./recall.ts"),
  },
  remember: {
    summary: "keep a folder's pictures in one file, to recall from it in under a second",
    load: () => import("./remember.ts"),
  },
  check: {
    summary: "will this memory hold? recall against damage, what gets mixed up, the advised model",
    load: () => import("./check.ts"),
  },
  repair: {
    summary: "save what can be saved of a damaged memory into a new file",
    load: () => import("./repair.ts"),
  },
  retrieve: {
    summary: "retrieve any vectors from npy or npz files by any model",
    load: () => import("./retrieve.ts"),
  },
  forecast: {
    summary: "what comes next in a CSV series, with the error to expect and the past it remembers",
    load: () => import("./forecast.ts"),
  },
  serve: {
    summary: "answer programs, agents and the page over HTTP",
    load: () => import("./serve.ts"),
  },
  mcp: {
    summary: "be an agent's tools: remember, recall, forget, check, list (Model Context Protocol)",
    load: () => import("./mcp.ts"),
  },
  experiment: {
    summary: "run a published figure or table again: their numbers, ours",
    load: () => import("./experiment.ts"),
  },
};

const exitCodes = `
Exit codes: 0 done or recalled, 1 error, 2 wrong usage, 3 not in memory, 4 a blend of several memories,
5 a gate failed, 130 interrupted.`;

/** Builds the program; only the command that runs is loaded. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command("madeleine")
    .description(
      "Associative memory: a partial cue brings back the whole memory, or says honestly that it isn't there.",
    )
    .version(versionOfPackage())
    .addHelpText("after", exitCodes)
    .showSuggestionAfterError()
    // Options belong to the command that they stand behind, also where that is a command of a command.
    .enablePositionalOptions()
    .exitOverride();
  const chosen = args.find((word) => !word.startsWith("-"));
  const helped = chosen === "help" ? args[args.indexOf("help") + 1] : chosen;
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary).exitOverride();
    if (name === helped) (await load()).configure(command);
  }
  return program;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const program = await programFor(args);
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return ExitCode.usage;
    }
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? ExitCode.done);
  } catch (error) {
    return codeOf(error);
  }
}

/** Tells an error in a line and says which exit code it is; the stack only where MADELEINE_DEBUG asks for it. */
function codeOf(error: unknown): number {
  // Commander has told its own errors by now; help and version are none.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  remark(`madeleine: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.MADELEINE_DEBUG && error instanceof Error) remark(error.stack ?? "");
  return error instanceof UsageError ? ExitCode.usage : ExitCode.error;
}

// A reader that closes the pipe early (`madeleine … | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? ExitCode.done : ExitCode.error);
});

process.exitCode = await main(process.argv.slice(2));
