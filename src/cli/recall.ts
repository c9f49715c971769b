import { statSync } from "node:fs";
import type { Command } from "commander";
import { openSource, type Source } from "../bank/index.node.ts";
import { type Answer, keyOf, recallByText } from "../bank/index.ts";
import { textPicture } from "../codecs/index.ts";
import { pictureFormatOf } from "../data/index.node.ts";
import { type CueFlags, type CueInput, isPicture, readCue } from "./cue.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson, remark } from "./output.ts";
import { stages } from "./progress.ts";
import { jsonOf, recallText } from "./recall-text.ts";
import { writeRecalled } from "./recalled-files.ts";
import type { AnsweredCue } from "./report-file.ts";
import { textJsonOf, textRecallText } from "./text-recall-text.ts";
import { asUsage, UsageError } from "./usage.ts";

interface Flags extends CueFlags {
  from: string;
  weights?: string;
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
  madeleine recall "a family is sitting down at a table to have cake" --from photos.memory --out cake.png`;

/** `madeleine recall`: which stored picture does this damaged one come from? */
export function configure(command: Command): void {
  command
    .argument(
      "<cue...>",
      "damaged pictures (PNG, JPEG, WebP, …), - for one from stdin; or captions, word for word",
    )
    .requiredOption("--from <folder or file>", "pictures, subfolders included, or a .memory file")
    .option("--weights <folder>", "the folder that holds the weights of the memory's network")
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
  if (cues.length > 1 && alone) throw new UsageError(`--${alone} goes with one cue, got ${cues.length}`);
  const { out } = flags;
  if (out !== undefined) asUsage(() => pictureFormatOf(out));
  const read = new Map<string, CueInput>();
  // What can't be read is told at once; only a memory's file has captions, so only there another cue may be a text.
  const textsToCome = statSync(flags.from, { throwIfNoEntry: false })?.isFile() === true;
  for (const cue of cues) if (isPicture(cue) || !textsToCome) read.set(cue, await readCue(cue, flags));
  const source = await openWithProgress(flags.from, flags.weights);
  const answers: AnsweredCue[] = [];
  for (const cue of cues) {
    const picture = read.get(cue);
    answers.push(picture ? await answered(picture, source) : await answeredText(cue, source, flags));
  }
  if (out !== undefined) await writeRecalled(out, answers[0].found, source);
  if (flags.report) {
    const { writeReport } = await import("./report-file.ts");
    await writeReport(flags.report, answers, { ...source, from: flags.from });
  }
  if (flags.json) {
    const documents = answers.map((each) => documentOf(each, source));
    answerJson(documents.length === 1 ? documents[0] : documents);
  } else {
    for (const each of answers) answer(textOf(each, source));
  }
  process.exitCode = Math.max(...answers.map(({ found }) => exitCodeOf(found)));
}

async function answered({ name, picture, known }: CueInput, { memory }: Source): Promise<AnsweredCue> {
  const found = await memory.recall(picture, known && { known });
  return { cue: name, picture, found, ...(known && { known }) };
}

/** What a text brings back; where the memory has no captions, it was meant for a file, which is told as such. */
async function answeredText(cue: string, { memory }: Source, flags: Flags): Promise<AnsweredCue> {
  if (!memory.captions) {
    const { name, picture, known } = await readCue(cue, flags);
    return answered({ name, picture, ...(known && { known }) }, { memory, origin: undefined });
  }
  const alone = (["known", "mask"] as const).find((name) => flags[name] !== undefined);
  if (alone)
    throw new UsageError(`--${alone} goes with a picture; "${cue}" is a text, as there is no such file`);
  const found = await recallByText(memory, cue);
  return { cue, picture: textPicture(keyOf(cue)), found, text: found };
}

/** Opens a folder or file, with a progress bar for what takes long, and names what had to be skipped. */
export async function openWithProgress(from: string, weights?: string): Promise<Source> {
  const bar = stages();
  const options = { network: { weights }, onProgress: bar.update };
  const source = await openSource(from, options).finally(bar.end);
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

function textOf({ cue, found, text }: AnsweredCue, source: Source): string {
  return text ? textRecallText(cue, text, source) : recallText(cue, found, source);
}

function documentOf({ cue, found, text }: AnsweredCue, source: Source): object {
  return text ? textJsonOf(cue, text, source) : jsonOf(cue, found, source);
}

function exitCodeOf({ outcome }: Answer): ExitCode {
  return { recalled: ExitCode.done, unknown: ExitCode.unknown, blend: ExitCode.blend }[outcome];
}
