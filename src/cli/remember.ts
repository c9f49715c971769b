import { statSync } from "node:fs";
import type { Command } from "commander";
import { type Remembered, rememberFolder, saveMemory, saveStoreMemory } from "../bank/index.node.ts";
import { type CodecFlags, codecOptions, networkOptions } from "./network-flags.ts";
import { tellSkipped } from "./open-source.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";
import { percent } from "./recall-text.ts";
import { STORE_FLAG, storeAddress, storeHelp } from "./store-flag.ts";
import { UsageError } from "./usage.ts";

interface Flags extends CodecFlags {
  into?: string;
  store?: string;
  separate?: boolean;
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
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      `
Examples:
  madeleine remember ./photos && madeleine recall torn.jpg --from photos.memory
  madeleine remember ./photos --codec taef2 --weights ./weights
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
  const bar = stages();
  const { memory, origin } = await rememberFolder(folder, {
    codec,
    network,
    separate,
    onProgress: bar.update,
  }).finally(bar.end);
  tellSkipped({ memory, origin });
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
