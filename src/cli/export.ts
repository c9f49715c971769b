import type { Command } from "commander";
import { exportMemory, openFileStore } from "../store/index.node.ts";
import { answer, answerJson } from "./output.ts";
import { UsageError } from "./usage.ts";

interface Flags {
  out: string;
  json?: true;
}

/** `madeleine export`: a memory's vectors for other programs. */
export function configure(command: Command): void {
  command
    .argument("<file>", "the memory")
    .requiredOption(
      "--out <file>",
      "a .safetensors file, or an .npz file (names go into <file>.json beside it)",
    )
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample: madeleine export photos.memory --out vectors.safetensors")
    .action(run);
}

async function run(file: string, { out, json }: Flags): Promise<void> {
  if (!/\.(safetensors|npz)$/i.test(out))
    throw new UsageError(`--out must end in .safetensors or .npz, got ${out}`);
  const store = await openFileStore(file);
  const items = await exportMemory(store, out).finally(() => store.close());
  if (json) answerJson({ file: out, items, dimension: store.dimension });
  else answer(`${out}: ${items} vectors of ${store.dimension} numbers`);
}
