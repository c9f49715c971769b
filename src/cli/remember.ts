import { statSync } from "node:fs";
import type { Command } from "commander";
import { rememberFolder, saveMemory } from "../bank/index.node.ts";
import { type CodecFlags, codecOptions, networkOptions } from "./network-flags.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";
import { tellSkipped } from "./recall.ts";
import { percent } from "./recall-text.ts";

interface Flags extends CodecFlags {
  into?: string;
  separate?: boolean;
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
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExamples:\n  madeleine remember ./photos && madeleine recall torn.jpg --from photos.memory" +
        "\n  madeleine remember ./photos --codec taef2 --weights ./weights",
    )
    .action(run);
}

async function run(folder: string, flags: Flags): Promise<void> {
  const { into = `${folder.replace(/[\\/]+$/, "")}.memory`, codec, separate = false, json } = flags;
  const network = await networkOptions(flags);
  const bar = stages();
  const { memory, origin } = await rememberFolder(folder, {
    codec,
    network,
    separate,
    onProgress: bar.update,
  }).finally(bar.end);
  tellSkipped({ memory, origin });
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
  if (kernel) answer(`  separated by a learned kernel, separation loss ${kernel.loss.toFixed(3)}`);
  answer(
    `  tried on itself, damaged: ${percent(trueRecallRate)} recalled and right, ${percent(falseRecallRate)} of strangers taken for its own`,
  );
}
