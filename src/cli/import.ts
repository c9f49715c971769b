import type { Command } from "commander";
import { importMemory, openFileStore, readPortable } from "../store/index.node.ts";
import { answer, answerJson } from "./output.ts";
import { UsageError } from "./usage.ts";

interface Flags {
  into: string;
  json?: true;
}

/** `madeleine import`: vectors of other programs into a memory. */
export function configure(command: Command): void {
  command
    .argument("<vectors>", "a .safetensors or .npz file with an array [N, d]")
    .requiredOption("--into <file>", "the memory; made where there is none")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample: madeleine import vectors.safetensors --into vectors.memory")
    .action(run);
}

async function run(vectors: string, { into, json }: Flags): Promise<void> {
  if (!/\.(safetensors|npz)$/i.test(vectors)) {
    throw new UsageError(`the vectors must be in a .safetensors or .npz file, got ${vectors}`);
  }
  const { dimension } = readPortable(vectors);
  const store = await openFileStore(into, { dimension });
  try {
    const items = await importMemory(store, vectors);
    const count = await store.count();
    if (json) answerJson({ file: into, items, count, dimension });
    else answer(`${into}: ${items} vectors of ${dimension} numbers added, ${count} in all`);
  } finally {
    await store.close();
  }
}
