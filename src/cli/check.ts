import type { Command } from "commander";
import {
  checkSource,
  openStoreMemory,
  pathOfItem,
  type Source,
  type SourceCheck,
} from "../bank/index.node.ts";
import { checkVectors } from "../bank/index.ts";
import { readArrayFile } from "../data/index.node.ts";
import { matrixFromArray } from "../data/index.ts";
import { requireFinite } from "../math/index.ts";
import { type Checked, checkText, gateOf, jsonOfCheck } from "./check-text.ts";
import { ExitCode } from "./exit-code.ts";
import { openWithProgress } from "./open-source.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";
import { requireOne, STORE_FLAG, storeAddress, storeHelp } from "./store-flag.ts";
import { seedNumber, shareNumber } from "./usage.ts";

interface Flags {
  weights?: string;
  store?: string;
  minRecall?: number;
  seed: number;
  report?: string;
  json?: true;
}

const help = `
Damages copies of up to 200 of the memory's own items, 0 % to 90 % of them lost, and counts how many find back:
pixels of pictures turn black; where the pictures are gone, and in .npy files, numbers are lost. Says which items are
so near that they get mixed up, and which similarity, separation and beta suit.

A memory kept on ClickHouse (--store) is fetched to be checked, every vector of it.

--min-recall is a gate: exit code 5 where recall@1, averaged over those ten damages, is below it.

Examples:
  madeleine check ./photos --report check.html
  madeleine check photos.memory --min-recall 0.95
  madeleine check vectors.npy --json`;

/** `madeleine check`: will this memory hold? */
export function configure(command: Command): void {
  command
    .argument(
      "[memory]",
      "a folder of pictures, a .memory file, or vectors [N, d] in .npy or .npz (file.npz:NAME)",
    )
    .option("--weights <folder>", "the folder that holds the weights of the memory's network")
    .option(STORE_FLAG, `a memory kept on ClickHouse instead, all of it read: ${storeHelp}`, storeAddress)
    .option("--min-recall <share>", "fail where mean recall@1 is below this share, from 0 to 1", shareNumber)
    .option("--report <file>", "write a page that shows all of it (.html)")
    .option("--seed <number>", "another seed tries other items", seedNumber, 1)
    .option("--json", "print one JSON document")
    .addHelpText("after", help)
    .action(run);
}

async function run(memory: string | undefined, flags: Flags): Promise<void> {
  requireOne({ "a folder or file": memory, "--store": flags.store });
  const { from, source } = await opened(memory ?? "", flags);
  const checked = await checkedOf(from, source, flags.seed);
  if (flags.report) {
    const { writeCheckReport } = await import("./check-file.ts");
    await writeCheckReport(flags.report, checked, flags.minRecall);
  }
  const gate = gateOf(checked, flags.minRecall);
  if (flags.json) answerJson(jsonOfCheck(checked, gate));
  else answer(checkText(checked, gate));
  process.exitCode = gate && !gate.passed ? ExitCode.gateFailed : ExitCode.done;
}

/** The memory to check and what it is called; none for an array file. */
async function opened(
  from: string,
  { store, weights }: Flags,
): Promise<{ from: string; source: Source | undefined }> {
  if (store === undefined)
    return { from, source: isArrayFile(from) ? undefined : await openWithProgress(from, weights) };
  const kept = await openStoreMemory(store, { weights });
  const bar = stages();
  try {
    const memory = await kept.fetch((done, total) => bar.update("fetching every vector", done, total));
    return { from: kept.name, source: { memory, origin: kept.origin } };
  } finally {
    bar.end();
    await kept.close();
  }
}

async function checkedOf(from: string, source: Source | undefined, seed: number): Promise<Checked> {
  const bar = stages();
  const options = { seed, onProgress: bar.update };
  try {
    if (!source) {
      const vectors = requireFinite(matrixFromArray(readArrayFile(from), from), from);
      return {
        from,
        noun: "vector",
        nameOf: (item) => `row ${item}`,
        pathOf: (item) => `row ${item}`,
        check: await checkVectors(vectors, options),
      };
    }
    const { memory, origin } = source;
    const found: SourceCheck = await checkSource(source, options);
    const nameOf = (item: number): string => memory.ids[item];
    const pathOf = (item: number): string => pathOfItem(memory.ids[item], origin);
    return { from, noun: memory.codec ? "picture" : "vector", nameOf, pathOf, ...found };
  } finally {
    bar.end();
  }
}

/** Whether a path is that of an array file. */
function isArrayFile(path: string): boolean {
  return /\.npy$|\.npz(:[^/]*)?$/i.test(path);
}
