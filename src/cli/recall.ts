import type { Command } from "commander";
import { PictureMemory } from "../bank/index.ts";
import { contrastCodec } from "../codecs/index.ts";
import { readFolder, readThumbnail } from "../data/index.node.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson, remark } from "./output.ts";
import { progressBar } from "./progress.ts";
import { recallText } from "./recall-text.ts";

interface Flags {
  from: string;
  json?: true;
}

/** `madeleine recall`: which stored picture does this damaged one come from? */
export function configure(command: Command): void {
  command
    .argument("<picture>", "the damaged picture (PNG, JPEG, WebP, …)")
    .requiredOption("--from <folder>", "the pictures to recall from, subfolders included")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample: madeleine recall torn.jpg --from ./photos")
    .action(run);
}

async function run(cuePath: string, { from, json }: Flags): Promise<void> {
  const codec = contrastCodec();
  const cue = await readThumbnail(cuePath, codec.width, codec.height);
  const bar = progressBar(`reading ${from}`);
  const { pictures, skipped } = await readFolder(from, { ...codec, onProgress: bar.update });
  bar.end();
  for (const { path, reason } of skipped) remark(`skipped ${path}: ${reason}`);
  if (skipped.length > 0) remark(`${skipped.length} of ${skipped.length + pictures.length} files skipped`);
  const found = new PictureMemory(codec, pictures).recall(cue);
  if (json) answerJson({ cue: cuePath, ...found });
  else answer(recallText(cuePath, found));
  if (found.outcome === "blend") process.exitCode = ExitCode.blend;
}
