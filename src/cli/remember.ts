import { statSync } from "node:fs";
import { type Command, Option } from "commander";
import {
  type MatchedCaptions,
  type Remembered,
  type RememberOptions,
  readCaptionFile,
  rememberFolder,
  saveMemory,
  saveStoreMemory,
} from "../bank/index.node.ts";
import { keyOf, type Memory, type TextForm } from "../bank/index.ts";
import { type CodecFlags, codecOptions, networkOptions } from "./network-flags.ts";
import { tellSkipped } from "./open-source.ts";
import { answer, answerJson, remark } from "./output.ts";
import { stages } from "./progress.ts";
import { percent } from "./recall-text.ts";
import { STORE_FLAG, storeAddress, storeHelp } from "./store-flag.ts";
import { UsageError } from "./usage.ts";

interface Flags extends CodecFlags {
  into?: string;
  store?: string;
  separate?: boolean;
  captions?: string;
  textCode?: TextForm;
  json?: true;
}

/** `madeleine remember`: keeps a folder's pictures in one file, or on ClickHouse. */
export function configure(command: Command): void {
  codecOptions(
    command
      .argument("<folder>", "the pictures, subfolders included")
      .option("--into <file>", "the memory to write (default: <folder>.memory)")
      .option(
        STORE_FLAG,
        `keep it on ClickHouse instead, in place of what is there: ${storeHelp}`,
        storeAddress,
      ),
  )
    .option("--separate", "learn a kernel that separates the pictures (U-Hop), kept with them")
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
      `
Examples:
  madeleine remember ./photos && madeleine recall torn.jpg --from photos.memory
  madeleine remember ./photos --codec taef2 --weights ./weights
  madeleine remember ./photos --captions captions.json, where it holds
    {"beach.jpg": ["a dog on a beach", "a wet dog"]}
  madeleine remember ./photos --store "clickhouse://db.example:8123/memories?cluster=photos"

With index=cosine in its address a store also has an index, for recall --approximate.`,
    )
    .action(run);
}

async function run(folder: string, flags: Flags): Promise<void> {
  const { into, store, codec, separate = false, json } = flags;
  if (into !== undefined && store !== undefined)
    throw new UsageError("give one of --into and --store, not both");
  const network = await networkOptions(flags);
  const captions = captionsOf(flags);
  const bar = stages();
  const { memory, origin, matched } = await rememberFolder(folder, {
    ...{ codec, network, separate, captions },
    onProgress: bar.update,
  }).finally(bar.end);
  tellSkipped({ memory, origin });
  tellStrangers(matched, flags);
  const place = into ?? `${folder.replace(/[\\/]+$/, "")}.memory`;
  const kept =
    store === undefined
      ? keptInFile(place, { memory, origin })
      : await keptInStore(store, { memory, origin });
  const { kernel } = memory;
  const { trueRecallRate = 0, falseRecallRate = 0, damages = [] } = memory.calibration ?? {};
  if (json) {
    answerJson({
      ...("file" in kept ? { file: kept.file, bytes: kept.bytes } : { store: kept.store }),
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
  const remembered = `${memory.size} pictures remembered`;
  if ("file" in kept) answer(`${kept.file}: ${remembered}, ${(kept.bytes / 1e6).toFixed(1)} MB`);
  else answer(`${kept.store}: ${remembered}`);
  if (matched) answer(`  ${captionsText(captionCounts(memory, matched))}`);
  if (kernel) answer(`  separated by a learned kernel, separation loss ${kernel.loss.toFixed(3)}`);
  answer(
    `  tried on itself, damaged: ${percent(trueRecallRate)} recalled and right, ${percent(falseRecallRate)} of strangers taken for its own`,
  );
}

function keptInFile(file: string, { memory, origin }: Remembered): { file: string; bytes: number } {
  saveMemory(file, memory, origin);
  return { file, bytes: statSync(file).size };
}

async function keptInStore(address: string, { memory, origin }: Remembered): Promise<{ store: string }> {
  const bar = stages();
  const onProgress = (done: number, total: number): void => bar.update("sending them", done, total);
  return { store: await saveStoreMemory(address, memory, { origin, onProgress }).finally(bar.end) };
}

/** Captions are read before anything else: what is wrong with them is told at once. */
function captionsOf({ captions: from, textCode: form, store }: Flags): RememberOptions["captions"] {
  if (from === undefined) {
    if (form !== undefined) throw new UsageError("--text-code is for captions; give them with --captions");
    return undefined;
  }
  if (store !== undefined)
    throw new UsageError("--captions are kept in a file: give --into instead of --store");
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
