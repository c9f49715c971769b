import type { Command } from "commander";
import type { Answer, RecallOptions } from "../bank/index.ts";
import { pictureFormatOf } from "../data/index.node.ts";
import { openAsked } from "./asked-memory.ts";
import { type CueFlags, readCue } from "./cue.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson } from "./output.ts";
import { jsonOf, recallText } from "./recall-text.ts";
import { writeRecalled } from "./recalled-files.ts";
import { requireNoAddress, requireOne, STORE_FLAG, storeAddress, storeHelp } from "./store-flag.ts";
import { asUsage, UsageError } from "./usage.ts";

interface Flags extends CueFlags {
  from?: string;
  store?: string;
  weights?: string;
  approximate?: true;
  out?: string;
  report?: string;
  json?: true;
}

const help = `
Says which stored picture each cue comes from, with the runner-up; or that it isn't in this memory; or of which
pictures it is a blend. A folder is read once and kept in the cache folder until it changes.

Examples:
  madeleine recall torn.jpg --from ./photos
  madeleine recall torn.jpg --from photos.memory --report torn.html
  madeleine recall torn.jpg --store "clickhouse://db.example:8123/memories?cluster=photos"

User and password of a store stand in its address, or in MADELEINE_CLICKHOUSE_USER and MADELEINE_CLICKHOUSE_PASSWORD.`;

/** `madeleine recall`: which stored picture does this damaged one come from? */
export function configure(command: Command): void {
  command
    .argument("<picture...>", "damaged pictures (PNG, JPEG, WebP, …); - reads one from stdin")
    .option("--from <folder or file>", "pictures, subfolders included, or a .memory file")
    .option(STORE_FLAG, `a memory kept on ClickHouse instead: ${storeHelp}`, storeAddress)
    .option("--weights <folder>", "the folder that holds the weights of the memory's network")
    .option("--approximate", "with --store: search by its index, which may miss pictures; says so")
    .option("--known <x,y,w,h>", "what is intact, in pixels of the picture")
    .option("--mask <file>", "what is intact, as a picture: white is")
    .option("--out <file>", "write the recalled picture (.png, .jpg, .webp), and the settled state beside it")
    .option("--report <file>", "write a page that shows how it was recalled (.html)")
    .option("--json", "print one JSON document (of several cues, a list)")
    .addHelpText("after", help)
    .action(run);
}

async function run(cues: string[], flags: Flags): Promise<void> {
  const { from, store } = flags;
  requireOne({ "--from": from, "--store": store });
  requireNoAddress(from ?? "");
  if (flags.approximate && store === undefined)
    throw new UsageError("--approximate goes with --store: all of a folder or file is looked at anyway");
  const alone = (["known", "mask", "out"] as const).find((name) => flags[name] !== undefined);
  if (cues.length > 1 && alone) throw new UsageError(`--${alone} goes with one picture, got ${cues.length}`);
  const { out } = flags;
  if (out !== undefined) asUsage(() => pictureFormatOf(out));
  const read = [];
  for (const path of cues) read.push(await readCue(path, flags));
  const asked = await openAsked({ from, store, weights: flags.weights });
  const answers = [];
  try {
    for (const { name, picture, known } of read) {
      const options: RecallOptions = {
        ...(known && { known }),
        ...(flags.approximate && { mode: "approximate" }),
      };
      answers.push({
        cue: name,
        picture,
        ...(known && { known }),
        ...(await asked.recall(picture, options)),
      });
    }
  } finally {
    await asked.close();
  }
  if (out !== undefined) await writeRecalled(out, answers[0].found, answers[0].source);
  if (flags.report) {
    const { writeReport } = await import("./report-file.ts");
    await writeReport(flags.report, answers, { from: asked.name, size: asked.size });
  }
  if (flags.json) {
    const documents = answers.map(({ cue, found, source }) => jsonOf(cue, found, source));
    answerJson(documents.length === 1 ? documents[0] : documents);
  } else {
    for (const { cue, found, source } of answers) answer(recallText(cue, found, source));
  }
  process.exitCode = Math.max(...answers.map(({ found }) => exitCodeOf(found)));
}

function exitCodeOf({ outcome }: Answer): ExitCode {
  return { recalled: ExitCode.done, unknown: ExitCode.unknown, blend: ExitCode.blend }[outcome];
}
