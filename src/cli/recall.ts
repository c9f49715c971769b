import type { Command } from "commander";
import { openSource, type Source } from "../bank/index.node.ts";
import type { Answer } from "../bank/index.ts";
import { pictureFormatOf } from "../data/index.node.ts";
import { type CueFlags, readCue } from "./cue.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson, remark } from "./output.ts";
import { stages } from "./progress.ts";
import { jsonOf, recallText } from "./recall-text.ts";
import { writeRecalled } from "./recalled-files.ts";
import { asUsage, UsageError } from "./usage.ts";

interface Flags extends CueFlags {
  from: string;
  out?: string;
  report?: string;
  json?: true;
}

const help = `
Says which stored picture each cue comes from, with the runner-up; or that it isn't in this memory; or of which
pictures it is a blend. A folder is read once and kept in the cache folder until it changes.

Examples:
  madeleine recall torn.jpg --from ./photos
  madeleine recall torn.jpg --from photos.memory --report torn.html`;

/** `madeleine recall`: which stored picture does this damaged one come from? */
export function configure(command: Command): void {
  command
    .argument("<picture...>", "damaged pictures (PNG, JPEG, WebP, …); - reads one from stdin")
    .requiredOption("--from <folder or file>", "pictures, subfolders included, or a .memory file")
    .option("--known <x,y,w,h>", "what is intact, in pixels of the picture")
    .option("--mask <file>", "what is intact, as a picture: white is")
    .option("--out <file>", "write the recalled picture (.png, .jpg, .webp), and the settled state beside it")
    .option("--report <file>", "write a page that shows how it was recalled (.html)")
    .option("--json", "print one JSON document (of several cues, a list)")
    .addHelpText("after", help)
    .action(run);
}

async function run(cues: string[], flags: Flags): Promise<void> {
  const alone = (["known", "mask", "out"] as const).find((name) => flags[name] !== undefined);
  if (cues.length > 1 && alone) throw new UsageError(`--${alone} goes with one picture, got ${cues.length}`);
  const { out } = flags;
  if (out !== undefined) asUsage(() => pictureFormatOf(out));
  const read = [];
  for (const path of cues) read.push(await readCue(path, flags));
  const source = await openWithProgress(flags.from);
  const answers = [];
  for (const { name, picture, known } of read) {
    const found = await source.memory.recall(picture, known && { known });
    answers.push({ cue: name, picture, found });
  }
  if (out !== undefined) await writeRecalled(out, answers[0].found, source);
  if (flags.report) {
    const { writeReport } = await import("./report-file.ts");
    await writeReport(flags.report, answers, { ...source, from: flags.from });
  }
  if (flags.json) {
    const documents = answers.map(({ cue, found }) => jsonOf(cue, found, source));
    answerJson(documents.length === 1 ? documents[0] : documents);
  } else {
    for (const { cue, found } of answers) answer(recallText(cue, found, source));
  }
  process.exitCode = Math.max(...answers.map(({ found }) => exitCodeOf(found)));
}

/** Opens a folder or file, with a progress bar for what takes long, and names what had to be skipped. */
export async function openWithProgress(from: string): Promise<Source> {
  const bar = stages();
  const source = await openSource(from, { onProgress: bar.update }).finally(bar.end);
  tellSkipped(source);
  return source;
}

/** Names the files that couldn't be read, and counts them. */
export function tellSkipped({ memory, origin }: Source): void {
  const skipped = origin?.skipped ?? [];
  for (const { path, reason } of skipped)
    remark(`skipped ${reason.startsWith(path) ? reason : `${path}: ${reason}`}`);
  if (skipped.length > 0) remark(`${skipped.length} of ${skipped.length + memory.size} files skipped`);
}

function exitCodeOf({ outcome }: Answer): ExitCode {
  return { recalled: ExitCode.done, unknown: ExitCode.unknown, blend: ExitCode.blend }[outcome];
}
