import { readFileSync } from "node:fs";
import { allocatePatterns, zeros } from "madeleine/math";
import { dot, softmax } from "madeleine/memory";
import { openRetriever } from "madeleine/memory/node";
import { fillNormal, noisyCopies } from "./patterns.ts";

/** What a process of its own is to do: one dense step of B queries. */
export interface MemoryCase {
  readonly N: number;
  readonly d: number;
  readonly B: number;
  readonly screening: boolean;
}

/** Bytes above those of the process before it made any pattern. */
export interface MemoryUse {
  /** At most until the retriever was open. */
  readonly opened: number;
  /** At most until the end. */
  readonly peak: number;
  readonly backend: string;
}

async function main({ N, d, B, screening }: MemoryCase): Promise<MemoryUse> {
  await warmUp();
  const before = process.memoryUsage().rss;
  const patterns = fillNormal(allocatePatterns(N, d), "patterns");
  const queries = noisyCopies(patterns, B);
  const retriever = await openRetriever(patterns, { backend: "auto", screening });
  const opened = highest() - before;
  const beta = 1 / Math.sqrt(d);
  const options = { similarity: dot, separation: softmax, beta, steps: 1, energies: false };
  const { backend } = await retriever.retrieve(queries, options);
  const peak = highest() - before;
  await retriever.close();
  return { opened, peak, backend };
}

/** What any use of the library takes, whatever the size of the memory: its code. */
async function warmUp(): Promise<void> {
  const retriever = await openRetriever(zeros(4, 4), { backend: "auto" });
  await retriever.retrieve(zeros(1, 4), { similarity: dot, separation: softmax });
  await retriever.close();
}

/** The most bytes in memory so far. Linux's own count knows nothing of the process that started this one. */
function highest(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return 1024 * Number(kilobytes);
  } catch {
    // Not Linux.
  }
  return 1024 * process.resourceUsage().maxRSS;
}

const use = await main(JSON.parse(process.argv[2] ?? "{}") as MemoryCase);
process.stdout.write(JSON.stringify(use));
