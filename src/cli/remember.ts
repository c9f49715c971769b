import { statSync } from "node:fs";
import { type Command, Option } from "commander";
import {
  type MatchedCaptions,
  type RememberOptions,
  readCaptionFile,
  rememberFolder,
  saveMemory,
} from "../bank/index.node.ts";
import { keyOf, type Memory, type TextForm } from "../bank/index.ts";
import { type CodecFlags, codecOptions, networkOptions } from "./network-flags.ts";
import { answer, answerJson, remark } from "./output.ts";
import { stages } from "./progress.ts";
import { tellSkipped } from "./recall.ts";
import { percent } from "./recall-text.ts";
import { UsageError } from "./usage.ts";

interface Flags extends CodecFlags {
  into?: string;
  separate?: boolean;
  captions?: string;
  textCode?: TextForm;
  json?: true;
}

/** `madeleine remember`: keeps a folder's pictures in one file. */
export function configure(command: Command): void {
  codecOptions(
    command
      .argument("<folder>", "the pictures, subfolders included")
      .option("--into <file>", "the memory to write (default: <folder>.memory)"),
  )
    .option("--separate", "learn a kernel that separates the pictures (U-Hop), kept in the file")
    .option(
      "--captions <file>",
      "texts that bring pictures back, as JSON by file name, or COCO's captions file",
    )
    .addOption(
      new Option(
        "--text-code <form>",
        "what texts become: pixels of their sha256, encoded, or its bits",
      ).choices(["pixels", "bits"]),
    )
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExamples:\n  madeleine remember ./photos && madeleine recall torn.jpg --from photos.memory" +
        "\n  madeleine remember ./photos --codec taef2 --weights ./weights" +
        "\n  madeleine remember ./photos --captions captions.json, where it holds" +
        '\n    {"beach.jpg": ["a dog on a beach", "a wet dog"]}',
    )
    .action(run);
}

async function run(folder: string, flags: Flags): Promise<void> {
  const { into = `${folder.replace(/[\\/]+$/, "")}.memory`, codec, separate = false, json } = flags;
  const network = await networkOptions(flags);
  const captions = captionsOf(flags);
  const bar = stages();
  const { memory, origin, matched } = await rememberFolder(folder, {
    ...{ codec, network, separate, captions },
    onProgress: bar.update,
  }).finally(bar.end);
  tellSkipped({ memory, origin });
  tellStrangers(matched, flags);
  saveMemory(into, memory, origin);
  const bytes = statSync(into).size;
  const { kernel } = memory;
  const { trueRecallRate = 0, falseRecallRate = 0, damages = [] } = memory.calibration ?? {};
  if (json) {
    answerJson({
      file: into,
      bytes,
      items: memory.size,
      skipped: origin.skipped,
      codec,
      ...(matched && { captions: captionCounts(memory, matched) }),
      ...(kernel && {
        kernel: { loss: kernel.loss, iterations: kernel.iterations, ended: kernel.termination },
      }),
      trueRecallRate,
      falseRecallRate,
      damages,
    });
    return;
  }
  answer(`${into}: ${memory.size} pictures remembered, ${(bytes / 1e6).toFixed(1)} MB`);
  if (matched) answer(`  ${captionsText(captionCounts(memory, matched))}`);
  if (kernel) answer(`  separated by a learned kernel, separation loss ${kernel.loss.toFixed(3)}`);
  answer(
    `  tried on itself, damaged: ${percent(trueRecallRate)} recalled and right, ${percent(falseRecallRate)} of strangers taken for its own`,
  );
}

/** Captions are read before anything else: what is wrong with them is told at once. */
function captionsOf({ captions: from, textCode: form }: Flags): RememberOptions["captions"] {
  if (from === undefined) {
    if (form !== undefined) throw new UsageError("--text-code is for captions; give them with --captions");
    return undefined;
  }
  return { texts: readCaptionFile(from), form, from };
}

function tellStrangers(matched: MatchedCaptions | undefined, { captions }: Flags): void {
  const strangers = matched?.strangers ?? [];
  if (strangers.length === 0) return;
  const pictures =
    strangers.length === 1 ? "a picture that isn't" : `${strangers.length} pictures that aren't`;
  remark(`${captions}: names ${pictures} there, like "${strangers[0]}"; left out`);
}

/** How many pictures have captions, how many captions there are, and how many of those several pictures share. */
interface CaptionCounts {
  pictures: number;
  captions: number;
  shared: number;
}

function captionCounts({ captions: keys }: Memory, { captions, items }: MatchedCaptions): CaptionCounts {
  const owners = new Map<string, Set<string>>();
  for (const { id, text } of keys?.captions ?? []) {
    owners.set(keyOf(text), (owners.get(keyOf(text)) ?? new Set()).add(id));
  }
  const shared = [...owners.values()].filter((ids) => ids.size > 1).length;
  return { pictures: items, captions: captions.length, shared };
}

function captionsText({ pictures, captions, shared }: CaptionCounts): string {
  const kept = `${captions} captions of ${pictures} pictures`;
  return shared === 0 ? kept : `${kept}; ${shared} of them on several pictures, which they give a blend of`;
}
