import { execFile } from "node:child_process";
import { freemem } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { MemoryCase, MemoryUse } from "./memory.child.ts";
import type { Run } from "./run.ts";
import { aligned, timesText } from "./table.ts";

const [N, d] = [1_000_000, 256];
const CASES: readonly MemoryCase[] = [1, 256].flatMap((B) =>
  [false, true].map((screening) => ({ N, d, B, screening })),
);

/** The peak memory of a retrieval over a million patterns, as a multiple of what the patterns themselves take. */
export async function memoryBench(run: Run): Promise<void> {
  const patternBytes = 4 * N * d;
  const rows: string[][] = [];
  const data: (MemoryCase & MemoryUse)[] = [];
  for (const one of CASES) {
    if (8 * patternBytes > freemem()) {
      run.note(`memory: N=${N}, d=${d} is left out: less than ${gib(8 * patternBytes)} are free`);
      return;
    }
    const use = await inChild(one);
    data.push({ ...one, ...use });
    const name = `${one.B} ${one.B === 1 ? "query" : "queries"}, ${one.screening ? "screened" : "unscreened"}`;
    const multiples = [use.opened, use.peak].map((bytes) => timesText(bytes / patternBytes));
    rows.push([name, gib(use.peak), ...multiples, use.backend]);
  }
  const header = ["", "peak", "÷ patterns once open", "÷ patterns at the peak", "backend"];
  run.report(
    `memory: N=${N}, d=${d}, patterns ${gib(patternBytes)}`,
    `${aligned([header, ...rows])}\n`,
    data,
  );
}

/** A process per case, so that none sees what another left behind. */
async function inChild(one: MemoryCase): Promise<MemoryUse> {
  const script = fileURLToPath(new URL("./memory.child.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(one)]);
  return JSON.parse(stdout) as MemoryUse;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
