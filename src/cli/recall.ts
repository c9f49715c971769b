import { statSync } from "node:fs";
import type { Command } from "commander";
import { type Answer, keyOf, type RecallOptions, recallByText } from "../bank/index.ts";
import { textPicture } from "../codecs/index.ts";
import { pictureFormatOf } from "../data/index.node.ts";
import { type AskedMemory, openAsked } from "./asked-memory.ts";
import { type CueFlags, type CueInput, isPicture, readCue } from "./cue.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson } from "./output.ts";
import { jsonOf, recallText } from "./recall-text.ts";
import { writeRecalled } from "./recalled-files.ts";
import type { AnsweredCue } from "./report-file.ts";
import { requireNoAddress, requireOne, STORE_FLAG, storeAddress, storeHelp } from "./store-flag.ts";
import { textJsonOf, textRecallText } from "./text-recall-text.ts";
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

A cue that is no file is a text, where the memory was remembered with --captions. A text is an exact association, not
a search: it brings back the picture whose caption it is, word for word. Of another text the nearest captions are named,
by their wording alone, and the exit code is 3.

Examples:
  madeleine recall torn.jpg --from ./photos
  madeleine recall torn.jpg --from photos.memory --report torn.html
  madeleine recall "a family is sitting down at a table to have cake" --from photos.memory --out cake.png
  madeleine recall torn.jpg --store "clickhouse://db.example:8123/memories?cluster=photos"

User and password of a store stand in its address, or in MADELEINE_CLICKHOUSE_USER and MADELEINE_CLICKHOUSE_PASSWORD.`;

/** `madeleine recall`: which stored picture does this damaged one come from? */
export function configure(command: Command): void {
  command
    .argument(
      "<cue...>",
      "damaged pictures (PNG, JPEG, WebP, …), - for one from stdin; or captions, word for word",
    )
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
  if (cues.length > 1 && alone) throw new UsageError(`--${alone} goes with one cue, got ${cues.length}`);
  const { out } = flags;
  if (out !== undefined) asUsage(() => pictureFormatOf(out));
  const read = new Map<string, CueInput>();
  // What can't be read is told at once; only a memory's file has captions, so only there another cue may be a text.
  const textsToCome = from !== undefined && statSync(from, { throwIfNoEntry: false })?.isFile() === true;
  for (const cue of cues) if (isPicture(cue) || !textsToCome) read.set(cue, await readCue(cue, flags));
  const asked = await openAsked({ from, store, weights: flags.weights });
  const answers: AnsweredCue[] = [];
  try {
    for (const cue of cues) {
      const picture = read.get(cue);
      answers.push(picture ? await answered(picture, asked, flags) : await answeredText(cue, asked, flags));
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
    const documents = answers.map(documentOf);
    answerJson(documents.length === 1 ? documents[0] : documents);
  } else {
    for (const each of answers) answer(textOf(each));
  }
  process.exitCode = Math.max(...answers.map(({ found }) => exitCodeOf(found)));
}

async function answered(
  { name, picture, known }: CueInput,
  asked: AskedMemory,
  { approximate }: Flags,
): Promise<AnsweredCue> {
  const options: RecallOptions = { ...(known && { known }), ...(approximate && { mode: "approximate" }) };
  return { cue: name, picture, ...(known && { known }), ...(await asked.recall(picture, options)) };
}

/** What a text brings back; where the memory has no captions, it was meant for a file, which is told as such. */
async function answeredText(cue: string, asked: AskedMemory, flags: Flags): Promise<AnsweredCue> {
  const { source } = asked;
  if (!source?.memory.captions) return answered(await readCue(cue, flags), asked, flags);
  const alone = (["known", "mask"] as const).find((name) => flags[name] !== undefined);
  if (alone)
    throw new UsageError(`--${alone} goes with a picture; "${cue}" is a text, as there is no such file`);
  const found = await recallByText(source.memory, cue);
  return { cue, picture: textPicture(keyOf(cue)), found, text: found, source };
}

function textOf({ cue, found, text, source }: AnsweredCue): string {
  return text ? textRecallText(cue, text, source) : recallText(cue, found, source);
}

function documentOf({ cue, found, text, source }: AnsweredCue): object {
  return text ? textJsonOf(cue, text, source) : jsonOf(cue, found, source);
}

function exitCodeOf({ outcome }: Answer): ExitCode {
  return { recalled: ExitCode.done, unknown: ExitCode.unknown, blend: ExitCode.blend }[outcome];
}
